"""When a board meets next, and when enough of it are there. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS_BEFORE = timedelta(hours=1)  # so early one can join, and the meeting be closed
TOLD_BEFORE = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Cadence:
    """Every so many weeks, on this weekday (0 is Monday), at this time of the organisation's zone."""

    every_weeks: int
    weekday: int
    meets_at: time
    zone: str


def next_meeting(cadence: Cadence, *, now: datetime, last: datetime | None) -> datetime:
    """The first meeting after now, counted in whole weeks from the week of the last one.

    The clock on the wall stays the same over a change of summer time; an hour that does not exist is the one after it.
    """
    zone = ZoneInfo(cadence.zone)
    day = _weekday_of(last.astimezone(zone).date(), cadence) if last else None
    if day is None:
        day, step = _weekday_of(now.astimezone(zone).date(), cadence), WEEK
    else:
        step = cadence.every_weeks * WEEK
        day += step
    while (at := moment(day, cadence.meets_at, zone)) <= now:
        day += step
    return at


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time on the wall as a moment."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def _weekday_of(day: date, cadence: Cadence) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(days=cadence.weekday)


@dataclass(frozen=True)
class Quorum:
    """How many seats a board has, how many must be there, and how many are, in person or by delegate."""

    seats: int
    needed: int
    here: int

    @property
    def is_met(self) -> bool:
        return self.seats > 0 and self.here >= self.needed


def quorum(seats: Mapping[int, Iterable[int]], present: Iterable[int], asked: Iterable[int] = ()) -> Quorum:  # fmt: skip
    """Is the board quorate? `seats`: member to those who may sit on it, the member and who stands in for them.

    More than half of the seats, or as many as an item of the agenda asks for, whichever is more. Two people on one seat
    count once, and a person who stands in for two members sits on both.
    """
    here = set(present)
    sat = sum(1 for people in seats.values() if not here.isdisjoint(people))
    return Quorum(len(seats), max([len(seats) // 2 + 1, *asked]), sat)
