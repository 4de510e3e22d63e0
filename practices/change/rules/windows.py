"""When a service may be changed: the hours of a week that were agreed with its users, as moments. In plain Python.

The hours are those the clock on the wall shows: in the night when clocks go forward an hour is missing, when they go
back one comes twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from practices.service_level.rules import Hours, intervals
from practices.service_level.rules.week import DAYS, zone_or_utc

DAY = 86_400
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Weekly:
    """A maintenance window: from a weekday (0 is Monday) at one time until another; past midnight where it closes before it opens."""

    service_id: int
    weekday: int
    opens: time
    closes: time
    zone: str = "UTC"
    note: str = ""


def opened(weekly: Iterable[Weekly], since: datetime, until: datetime) -> list[Span]:
    """The spans between two moments in which one of these windows is open, in order; those that touch are one."""
    found: list[Span] = []
    by_zone = groupby(sorted(weekly, key=lambda one: one.zone), key=lambda one: one.zone)
    for zone, ones in by_zone:
        days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for one in ones:
            for weekday, begins, ends in _of_days(one):
                days[weekday].append((begins, ends))
        week = tuple(tuple(_joined(day)) for day in days)
        found += intervals(Hours(zone_or_utc(zone), week), since, until)
    return joined(found)


def _of_days(one: Weekly) -> list[tuple[int, int, int]]:
    """(weekday, from, to) in seconds of a day: one, or two where it goes past midnight."""
    begins, ends = (at.hour * 3600 + at.minute * 60 + at.second for at in (one.opens, one.closes))
    if begins < ends:
        return [(one.weekday, begins, ends)]
    late = [(one.weekday, begins, DAY)]
    return [*late, ((one.weekday + 1) % 7, 0, ends)] if ends else late


def _joined(day: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for begins, ends in sorted(day):
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], ends))
        else:
            whole.append((begins, ends))
    return whole


def joined(spans: Iterable[Span]) -> list[Span]:
    """These spans in order, those that touch or overlap as one."""
    whole: list[Span] = []
    for begins, ends in sorted(spans):
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], ends))
        elif begins < ends:
            whole.append((begins, ends))
    return whole


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of these spans."""
    left: list[Span] = []
    gone, n = joined(taken), 0
    for begins, ends in joined(spans):
        while n < len(gone) and gone[n][1] <= begins:
            n += 1
        at, k = begins, n
        while k < len(gone) and gone[k][0] < ends:
            if gone[k][0] > at:
                left.append((at, gone[k][0]))
            at, k = max(at, gone[k][1]), k + 1
        if at < ends:
            left.append((at, ends))
    return left


def both(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What lies in one of these and in one of those."""
    ones, twos, found, n = joined(some), joined(others), [], 0
    for begins, ends in ones:
        while n < len(twos) and twos[n][1] <= begins:
            n += 1
        at = n
        while at < len(twos) and twos[at][0] < ends:
            found.append((max(begins, twos[at][0]), min(ends, twos[at][1])))
            at += 1
    return found


def in_words(one: Weekly) -> str:
    """Tue 18:00 to 20:00."""
    past = " of the next day" if one.closes <= one.opens else ""
    return f"{DAYS[one.weekday][:3]} {one.opens:%H:%M} to {one.closes:%H:%M}{past}"
