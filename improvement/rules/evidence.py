"""What a verdict rests on, as one plain record: built from the single values before and in the trial, sealed as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from improvement.rules import compare, judging, sample
from metrics.rules import percentile

Days = Mapping[date, Sequence[float]]
DIGITS = 3  # of a second, or of a share's thousandth: what is sealed reads back as it was written


@dataclass(frozen=True)
class Window:
    """Some days and every value measured on each of them."""

    since: date
    until: date
    days: Days

    @property
    def values(self) -> list[float]:
        return sorted(v for found in self.days.values() for v in found)

    def part(self, since: date, until: date) -> Window:
        """Only these of its days."""
        days = {day: found for day, found in self.days.items() if since <= day <= until}
        return Window(since, until, days)

    def record(self) -> dict[str, Any]:
        """As it is stored."""
        days = {
            day.isoformat(): [round(v, DIGITS) for v in found]
            for day, found in sorted(self.days.items())
        }
        return {"since": self.since.isoformat(), "until": self.until.isoformat(), "days": days}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Window:
        """As it was stored."""
        days = {date.fromisoformat(day): found for day, found in record["days"].items()}
        return cls(date.fromisoformat(record["since"]), date.fromisoformat(record["until"]), days)


@dataclass(frozen=True)
class Subject:
    """The measure that is compared, as it was defined then."""

    ref: str
    version: int
    key: str
    name: str
    unit: str  # seconds or share
    statistic: str  # median, mean or share
    formula: str
    is_floor: bool  # more is better

    def record(self) -> dict[str, Any]:
        return dict(self.__dict__)


@dataclass(frozen=True)
class Guarded:
    """A guard with its values before and now."""

    subject: Subject
    bound: float
    before: Window
    now: Window


@dataclass(frozen=True)
class Material:
    """Everything a verdict may rest on."""

    subject: Subject
    hoped: float
    before: Window
    now: Window
    guards: Sequence[Guarded] = field(default_factory=tuple)
    year_ago: Window | None = None


def value_of(values: Sequence[float], statistic: str) -> float | None:
    """The measure's number of these sorted values; None without any."""
    if not values:
        return None
    return percentile(values, 0.5) if statistic == "median" else fmean(values)


def build(material: Material) -> dict[str, Any]:
    """The record: values, numbers, intervals, guards and the sentence they make."""
    subject, before, now = material.subject, material.before.values, material.now.values
    found = compare.difference(before, now, subject.statistic)
    guards = [_guard(guard) for guard in material.guards]
    value_before, value_now = (value_of(v, subject.statistic) for v in (before, now))
    shown = judging.shown(
        judging.Case(
            subject.name, subject.unit, value_before, value_now, len(before), len(now), material.hoped, found,
            [guard["state"] for guard in guards],
        )
    )  # fmt: skip
    return {
        "measure": subject.record(), "hoped": material.hoped,
        "before": material.before.record(), "trial": material.now.record(),
        "n_before": len(before), "n_trial": len(now), "value_before": _round(value_before), "value_trial": _round(value_now),
        "difference": _difference(found), "needed": sample.needed(before, material.hoped, subject.statistic),
        "rows": _rows(material, found), "guards": guards,
        "load": _load(material), "state": shown.state, "heading": shown.heading, "why": shown.why,
    }  # fmt: skip


def _rows(material: Material, found: compare.Difference | None) -> list[dict[str, Any]]:
    """The same comparison with other explanations taken out: does it last, and is it the season?"""
    now, before = material.now, material.before
    days = (now.until - now.since).days
    half = now.since + timedelta(days=days // 2)
    parts = [
        ("All cases", before, now, found),
        ("First half of the trial", before, now.part(now.since, half), None),
        ("Second half of the trial", before, now.part(half + timedelta(days=1), now.until), None),
    ]
    if material.year_ago is not None:
        parts.append(("Against the same days a year before", material.year_ago, now, None))
    rows = []
    for name, first, second, known in parts:
        ones, others = first.values, second.values
        difference = known or compare.difference(ones, others, material.subject.statistic)
        if difference is not None:
            rows.append({"name": name, "n_before": len(ones), "n_trial": len(others), **_bounds(difference)})  # fmt: skip
    return rows


def _guard(guard: Guarded) -> dict[str, Any]:
    before, now = guard.before.values, guard.now.values
    statistic = guard.subject.statistic
    value = value_of(now, statistic)
    return {
        "measure": guard.subject.record(), "bound": guard.bound, "n_before": len(before), "n_trial": len(now),
        "before": _round(value_of(before, statistic)), "trial": _round(value),
        "difference": _difference(compare.difference(before, now, statistic)),
        "state": judging.guard_state(value, len(now), guard.bound, is_floor=guard.subject.is_floor),
    }  # fmt: skip


def _load(material: Material) -> float | None:
    """How many times as many cases a day came in the trial as before."""
    before, now = (
        len(w.values) / ((w.until - w.since).days + 1) for w in (material.before, material.now)
    )
    return _round(now / before) if before and now else None


def _difference(found: compare.Difference | None) -> dict[str, Any] | None:
    return None if found is None else {**_bounds(found), "method": found.method}


def _bounds(found: compare.Difference) -> dict[str, Any]:
    return {n: round(getattr(found, n), 6) for n in ("estimate", "low", "high")}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def saved(record: Mapping[str, Any]) -> tuple[float, float, float] | None:
    """Seconds less over all cases of the trial, with their bounds; None where the measure is no time that should fall."""
    found, measure = record["difference"], record["measure"]
    if found is None or measure["unit"] != "seconds" or measure["is_floor"]:
        return None
    n = record["n_trial"]
    return -found["estimate"] * n, -found["high"] * n, -found["low"] * n


def summed(parts: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Savings of several trials together: independent, so the half widths add up as squares."""
    whole = sum(p[0] for p in parts)
    down = sum((p[0] - p[1]) ** 2 for p in parts) ** 0.5
    up = sum((p[2] - p[0]) ** 2 for p in parts) ** 0.5
    return whole, whole - down, whole + up


def changed_since(record: Mapping[str, Any], before: Window, now: Window) -> list[dict[str, Any]]:
    """Where the measure says something else today than the record: corrections of tickets since."""
    found = []
    for name, key, window in (("Before", "before", before), ("In the trial", "trial", now)):
        then = Window.of(record[key])
        today = {day: [round(v, DIGITS) for v in values] for day, values in window.days.items()}
        if today != dict(then.days):
            statistic = record["measure"]["statistic"]
            found.append(
                {
                    "name": name, "n_then": len(then.values), "n_now": len(window.values),
                    "then": value_of(then.values, statistic), "now": value_of(window.values, statistic),
                    "days": sum(today.get(d) != then.days.get(d) for d in {*today, *then.days}),
                }
            )  # fmt: skip
    return found
