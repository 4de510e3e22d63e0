"""Where the time of a ticket went: every stretch of its life on one axis, in working hours or as it passed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import accumulate, pairwise
from typing import Any

from django.utils import timezone

from practices.desk import states
from practices.service_level import queries as service_levels
from practices.service_level import rules

WORKING, ELAPSED = "working", "elapsed"
MOST_DAYS, APART = 370, 7.0  # a label of a day needs so many per cent of the axis
TINY = 0.25  # per cent under which stretches of one sort that follow each other are drawn as one


@dataclass(frozen=True)
class Part:
    """A stretch as it is drawn: where it begins and how wide it is, in per cent."""

    left: float
    width: float
    seconds: float
    is_wait: bool
    word: str
    holder: str
    source_state: str
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Strip:
    """A life on one axis, with its sums: active, wait by cause, handoffs."""

    parts: list[Part]
    days: list[tuple[float, str]]
    by: str
    has_hours: bool
    is_open: bool
    active: float
    wait: float
    causes: list[tuple[str, float]]
    handoffs: int

    @property
    def active_share(self) -> int:
        whole = self.active + self.wait
        return round(100 * self.active / whole) if whole else 0

    @property
    def wait_share(self) -> int:
        return 100 - self.active_share if self.active + self.wait else 0

    @property
    def drawn(self) -> list[Part]:
        """The parts as a screen can show them: what is too thin to see is drawn with its like beside it."""
        shown: list[Part] = []
        for part in self.parts:
            last = shown[-1] if shown else None
            if last and last.is_wait == part.is_wait and max(last.width, part.width) < TINY:
                shown[-1] = Part(
                    last.left, last.width + part.width, last.seconds + part.seconds, last.is_wait, last.word, last.holder, "",
                    last.began_at, part.ended_at,
                )  # fmt: skip
            else:
                shown.append(part)
        return shown


class _Axis:
    """Business time as a line from 0 to 1: what lies outside the hours has no length."""

    def __init__(self, pieces: list[tuple[datetime, datetime]]) -> None:
        self.starts = [start.timestamp() for start, _ in pieces]
        self.ends = [end.timestamp() for _, end in pieces]
        lengths = [end - start for start, end in zip(self.starts, self.ends, strict=True)]
        self.before = [0.0, *accumulate(lengths)]
        self.total = self.before[-1]

    def at(self, moment: float) -> float:
        """The seconds before this moment that count."""
        n = bisect_right(self.starts, moment) - 1
        if n < 0:
            return 0.0
        return self.before[n] + min(moment, self.ends[n]) - self.starts[n]


def strip(life: list[dict[str, Any]], service_id: int | None, by: str = "") -> Strip:
    """A life as its page draws it; by the hours of its service where it has some, unless said otherwise."""
    hours = service_levels.hours_of(service_id)
    has_hours = not hours.is_always
    by = by if has_hours and by in (WORKING, ELAPSED) else WORKING if has_hours else ELAPSED
    lived = [part for part in life if part["phase"] != states.DONE]
    if not lived:
        return Strip([], [], by, has_hours, False, 0, 0, [], _handoffs(life))
    counted = hours if by == WORKING else rules.ALWAYS
    axis = _Axis([piece for since, upto in _runs(lived) for piece in rules.intervals(counted, since, upto)])  # fmt: skip
    whole, shown = axis.total or 1.0, []
    for part in lived:
        since, upto = (axis.at(part[name].timestamp()) for name in ("began_at", "ended_at"))
        if upto > since:
            shown.append(_part(100 * since / whole, 100 * (upto - since) / whole, upto - since, part))  # fmt: skip
    return Strip(
        shown, _days(axis, lived[0]["began_at"], lived[-1]["ended_at"]) if shown else [], by, has_hours, lived[-1]["is_open"],
        sum(p.seconds for p in shown if not p.is_wait), sum(p.seconds for p in shown if p.is_wait), _causes(shown),
        _handoffs(life),
    )  # fmt: skip


def _runs(lived: list[dict[str, Any]]) -> list[tuple[datetime, datetime]]:
    """The times in which it was not over: one, and one more for every time it came back."""
    runs: list[tuple[datetime, datetime]] = []
    for part in lived:
        if runs and runs[-1][1] == part["began_at"]:
            runs[-1] = (runs[-1][0], part["ended_at"])
        else:
            runs.append((part["began_at"], part["ended_at"]))
    return runs


def _part(left: float, width: float, seconds: float, part: dict[str, Any]) -> Part:
    is_wait = part["phase"] != states.ACTIVE
    word = states.CAUSES.get(part["cause"], str(part["cause"]).capitalize()) if is_wait else "Active"  # fmt: skip
    holder = part["assignee_name"] or part["team_name"] or "nobody"
    return Part(left, width, seconds, is_wait, word, holder, part["source_state"], part["began_at"], part["ended_at"])  # fmt: skip


def _causes(parts: list[Part]) -> list[tuple[str, float]]:
    waits: dict[str, float] = {}
    for part in parts:
        if part.is_wait:
            waits[part.word] = waits.get(part.word, 0) + part.seconds
    return sorted(waits.items(), key=lambda cause: -cause[1])


def _handoffs(life: list[dict[str, Any]]) -> int:
    teams = [part["team_name"] for part in life]
    return sum(1 for a, b in pairwise(teams) if a and b and a != b)


def _days(axis: _Axis, first: datetime, last: datetime) -> list[tuple[float, str]]:
    """Where days begin, as far apart as their names need; one without hours has no place of its own."""
    start, end = timezone.localtime(first), timezone.localtime(last)
    marks = [(0.0, start)]
    for day in range(1, min((end.date() - start.date()).days, MOST_DAYS) + 1):
        midnight = datetime.combine(start.date() + timedelta(days=day), time(), start.tzinfo)
        place = 100 * axis.at(midnight.timestamp()) / (axis.total or 1.0)
        if marks[-1][0] == place:  # nothing counted in between
            marks[-1] = (place, midnight)
        else:
            marks.append((place, midnight))
    shown: list[tuple[float, str]] = []
    for place, moment in marks:
        if place <= 100 - APART / 2 and (not shown or place - shown[-1][0] >= APART):
            shown.append((place, f"{moment:%a} {moment.day} {moment:%b}"))
    return shown
