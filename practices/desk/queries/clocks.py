"""How the promises on tickets stand, in business time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from practices.desk import states
from practices.desk.models import Clock, Ticket
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.rules import Hours
from practices.service_level.states import MEASURES, RESPONSE

RISK = 75  # percent used from which a promise is at risk


@dataclass(frozen=True)
class ClockChip:
    """A promise as a chip shows it."""

    status: str  # ok, risk, breached, paused, met, none
    used: int  # percent of the promised time
    seconds_left: int
    promised_at: datetime | None = None  # by a person, to the requester
    warning: str = ""  # where that and the clock part


@dataclass(frozen=True)
class ClockLine:
    """A promise as the page of its ticket shows it."""

    measure: str
    label: str
    chip: ClockChip
    due_at: datetime | None
    target_seconds: int
    used_seconds: float
    hours: str  # the calendar it is counted by, empty for around the clock
    is_over: bool  # nothing is counted any more: answered, or restored
    target_id: int | None  # the promise it was given


NOTHING = ClockChip("none", 0, 0)


def clock_chip(row: dict[str, Any], now: datetime, hours: Hours | None = None) -> ClockChip:
    """How the resolution promise of a queue row stands; for a list use `with_clocks`, which asks for hours once."""
    due, total = row["due_at"], row["due_seconds"]
    if due is None or not total:
        return _with_promise(NOTHING, row.get("promised_at"), due, now, phase=row["phase"])
    counted = hours or service_levels.hours_of(row["service_id"])
    until = row["due_paused_at"] or now
    left = rules.seconds_between(counted, until, due)
    chip = _chip(left, total, late=until > due, phase=row["phase"])
    return _with_promise(chip, row.get("promised_at"), due, now, phase=row["phase"])


def promise_warning(promised_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """What somebody must know who relies on a promised date: it passed, or the clock runs beyond it or ends before."""
    if promised_at is None:
        return ""
    if promised_at <= now:
        return "The promised date has passed."
    if due_at is not None and due_at > promised_at:
        return "The clock is due later than what was promised."
    if due_at is not None and due_at < promised_at:
        return "The clock is due before what was promised."
    return ""


def _with_promise(chip: ClockChip, promised_at: datetime | None, due_at: datetime | None, now: datetime, *, phase: str) -> ClockChip:  # fmt: skip
    if promised_at is None or phase == states.DONE:
        return chip
    return replace(chip, promised_at=promised_at, warning=promise_warning(promised_at, due_at, now))


def with_clocks(rows: Iterable[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Queue rows, each with the chip of its resolution promise as `clock`."""
    known = service_levels.promises()
    return [
        {**row, "clock": clock_chip(row, now, known.hours_of(row["service_id"]))} for row in rows
    ]


def clocks_of(ticket: Ticket, now: datetime) -> list[ClockLine]:
    """Every promise on a ticket, in one statement; the first answer first."""
    known = service_levels.promises()
    found = {clock.measure: clock for clock in ticket.clocks.select_related("calendar")}
    return [
        _line(found[measure], ticket, known.hours_of(ticket.service_id), now)
        for measure in MEASURES
        if measure in found
    ]


def clock_of(ticket: Ticket, measure: str, now: datetime) -> ClockLine | None:
    """One promise on a ticket, as its page shows it."""
    return next((line for line in clocks_of(ticket, now) if line.measure == measure), None)


def _line(clock: Clock, ticket: Ticket, hours: Hours, now: datetime) -> ClockLine:
    used = clock.used_seconds
    if clock.running_since is not None:
        used += rules.seconds_between(hours, clock.running_since, now)
    left = clock.target_seconds - used
    until = clock.stopped_at or clock.paused_at or now
    late = clock.due_at is not None and until > clock.due_at
    is_over = clock.stopped_at is not None
    chip = _chip(left, clock.target_seconds, late=late, phase=states.DONE if is_over else ticket.phase if clock.running_since is None else states.ACTIVE)  # fmt: skip
    if clock.measure == RESPONSE and is_over and ticket.responded_at is None and not late:
        chip = NOTHING  # restored before anybody answered: neither kept nor broken
    return ClockLine(
        clock.measure, MEASURES[clock.measure], chip, clock.due_at, clock.target_seconds, used,
        clock.calendar.name if clock.calendar else "", is_over, clock.target_id,
    )  # fmt: skip


def _chip(left: float, total: int, *, late: bool, phase: str) -> ClockChip:
    used = max(0, min(100, round(100 * (1 - left / total))))
    if phase == states.DONE:
        return ClockChip("breached" if late else "met", used, round(left))
    if late:
        return ClockChip("breached", 100, round(min(0, left)))
    if phase == states.WAITING:
        return ClockChip("paused", used, round(left))
    return ClockChip("risk" if used >= RISK else "ok", used, round(left))
