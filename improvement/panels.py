"""What improvement shows: on the pages below a button, what is under way and what the data suggest; on its own its pictures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from improvement import access, queries
from improvement.rules import evidence, judging, words
from improvement.rules.evidence import Window
from svs.accounts.models import Role
from svs.extensions import Action, Panel
from svs.web.charts import Point
from svs.web.comparisons import BeforeAfter, Interval, Intervals

UNITS = ((60, "min", 3 * 3600), (3600, "h", 3 * 86400), (86400, "d", float("inf")))


def _raise(parameter: str, value: Any) -> Any:
    def url(user: Any, record: Any) -> str | None:
        if not access.may_read(user):
            return None
        return f"{reverse('improvement:raise')}?{parameter}={value(record)}"

    return url


ACTIONS = [
    Action("ticket", "Raise improvement", "bulb", _raise("ticket", lambda ticket: ticket.ref), 50),
    Action("service", "Raise improvement", "bulb", _raise("service", lambda service: service.slug), 50),
    Action("signal", "Improve", "bulb", _raise("signal", lambda signal: signal.pk), 50, "Try a remedy on the cause, with an owner, a date and a result."),
]  # fmt: skip


def _of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    if not access.may_read(user):
        return None
    rows = list(queries.of_service(user, service.pk)[:5])
    return "improvement/_of_service.html", {"rows": rows, "today": timezone.localdate()}


def _of_ticket(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    rows = list(queries.of_ticket(user, ticket.pk)[:5]) if access.may_read(user) else []
    return ("improvement/_of_ticket.html", {"rows": rows}) if rows else None


def _found(board: Any) -> tuple[str, dict[str, Any]] | None:
    return ("improvement/_found.html", {"board": board}) if board.groups else None


def _found_for_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    return _found(queries.board(user, service_id=service.pk, kinds=HERE, top=3))


def _found_for_all(user: Any, _: Any) -> tuple[str, dict[str, Any]] | None:
    return _found(queries.board(user, kinds=FIRST, top=3))


def _found_for_leads(user: Any, _: Any) -> tuple[str, dict[str, Any]] | None:
    """What comes again and again, and goes to and fro, around the teams of a lead: asked for once the queue stands."""
    return ("improvement/_lazily_for_leads.html", {}) if user.has_role(Role.TEAM_LEAD) else None


def found_for_leads(user: Any) -> Any:
    """The same, looked up."""
    return queries.board(user, team_ids=user.team_ids, kinds=("recurring", "pingpong"), top=3)


def _value_told(user: Any, _: Any) -> tuple[str, dict[str, Any]] | None:
    """The hours that kept trials saved this year."""
    if not access.may_read(user):
        return None
    since = timezone.localdate() - timedelta(days=365)
    return "improvement/_value_told.html", {"told": queries.value_told(user, since), "since": since}


HERE = ("recurring", "pingpong", "rule")  # what a service waits for has a panel of its own
FIRST = ("recurring", "pingpong", "wait", "rule")  # broken promises stand on these pages already
PANELS = [
    Panel("service", _of_service, 20), Panel("service", _found_for_service, 25), Panel("ticket", _of_ticket, 20),
    Panel("value", _found_for_all, 20), Panel("value", _value_told, 30), Panel("team", _found_for_leads, 20),
]  # fmt: skip


def a_month_on() -> date:
    return timezone.localdate() + timedelta(days=28)


def _scale(found: dict[str, Any]) -> tuple[float, str]:
    """In which unit a picture counts: the one people use for values of this size."""
    if found["measure"]["unit"] == "share":
        return 0.01, "%"
    largest = max(found["value_before"] or 0, found["value_trial"] or 0)
    size, unit = next((size, unit) for size, unit, upto in UNITS if largest < upto)
    return size, unit


def weeks(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The table behind the picture: every week of both sides with its number and cases."""
    statistic = found["measure"]["statistic"]
    rows = []
    for side in ("before", "trial"):
        window = Window.of(found[side])
        by_week: dict[date, list[float]] = {}
        for day, values in window.days.items():
            by_week.setdefault(day - timedelta(days=day.weekday()), []).extend(values)
        monday = window.since - timedelta(days=window.since.weekday())
        while monday <= window.until:
            values = sorted(by_week.get(monday, []))
            value = evidence.value_of(values, statistic)
            rows.append({"side": side, "week": max(monday, window.since), "value": value, "n": len(values), "words": words.value(found["measure"]["unit"], value)})  # fmt: skip
            monday += timedelta(days=7)
    return rows


def before_and_now(found: dict[str, Any]) -> BeforeAfter:
    """Before and in the trial, by week."""
    size, unit = _scale(found)
    sides: dict[str, list[Point]] = {"before": [], "trial": []}
    for row in weeks(found):
        label = f"{row['week'].day} {row['week']:%b}"
        value = None if row["value"] is None else row["value"] / size
        sides[row["side"]].append(Point(label, value, row["n"]))
    measure = found["measure"]
    middle = {"median": "median", "mean": "mean"}.get(measure["statistic"], "")
    said = [words.value(measure["unit"], found[key]) for key in ("value_before", "value_trial")]
    before, now = (None if v is None else v / size for v in (found["value_before"], found["value_trial"]))  # fmt: skip
    return BeforeAfter(
        sides["before"], sides["trial"], before, now, unit, f"{measure['name']} by week: {said[0]} before, {said[1]} in the trial",
        f"before, {middle} {said[0]}".replace("  ", " "), f"trial, {middle} {said[1]}".replace("  ", " "),
    )  # fmt: skip


def differences(found: dict[str, Any]) -> Intervals | None:
    """The difference and the same with other explanations taken out."""
    if not found["rows"]:
        return None
    size, unit = _scale(found)
    size, unit = (size, unit) if found["measure"]["unit"] == "seconds" else (0.01, "points")
    rows = [Interval(r["name"], r["estimate"] / size, r["low"] / size, r["high"] / size) for r in found["rows"]]  # fmt: skip
    named = "; ".join(f"{r['name']} {_difference(found, r)}" for r in found["rows"])
    return Intervals(rows, found["hoped"] / size, unit, named)


def parts(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The table behind the differences."""
    unit = found["measure"]["unit"]
    return [
        {**r, **{n: words.signed(unit, r[n]) for n in ("estimate", "low", "high")}}
        for r in found["rows"]
    ]


def _difference(found: dict[str, Any], row: dict[str, Any]) -> str:
    unit = found["measure"]["unit"]
    return f"{words.signed(unit, row['estimate'])} ({words.signed(unit, row['low'])} to {words.signed(unit, row['high'])})"


_STANDS = {
    judging.HELD: ("is-kept", "check", "Held"),
    judging.CLOSE: ("is-kept", "check", "Held, close"),
    judging.BROKE: ("is-missed", "alert-triangle", "Broke"),
    judging.UNKNOWN: ("is-open", "circle-dashed", "Too few cases to tell"),
}


def guards(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The guards in words."""
    rows = []
    for guard in found["guards"]:
        measure, unit = guard["measure"], guard["measure"]["unit"]
        role, sign, said = _STANDS[guard["state"]]
        rows.append(
            {
                "ref": measure["ref"], "name": measure["name"], "before": words.value(unit, guard["before"]),
                "trial": words.value(unit, guard["trial"]), "n": guard["n_trial"],
                "bound": f"{'at least' if measure['is_floor'] else 'at most'} {words.value(unit, guard['bound'])}",
                "difference": _difference({"measure": measure}, guard["difference"]) if guard["difference"] else "–",
                "role": role, "sign": sign, "said": said,
            }
        )  # fmt: skip
    return rows


def is_altered(trial: Any) -> bool:
    """Does the frozen evidence no longer carry its seal?"""
    return bool(trial.seal) and judging.seal(trial.evidence) != trial.seal
