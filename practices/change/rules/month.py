"""A month of changes on a calendar's page: days, what lies in them, freezes across them, and what is to be settled. In plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from practices.change import states
from practices.change.rules.conflicts import Frozen, hmm, moment, moment_soon, overlap
from practices.change.rules.windows import Span

SHOWN = 3  # entries in a day of the month
MOST_DAYS = 31  # of one entry
MOST_PAIRS, MOST_LOOKS = 12, 20_000
HOUR, QUARTER = timedelta(hours=1), timedelta(hours=6)
DONE, FAILED, PROPOSED, APPROVED = "is-done", "is-failed", "is-proposed", "is-approved"
WORDS = {PROPOSED: "waits for approval", APPROVED: "approved", DONE: "done", FAILED: "failed or backed out"}  # fmt: skip


class Entry(NamedTuple):
    """A change in the calendar, for whoever sees it."""

    ticket_id: int
    ref: str
    title: str
    since: datetime
    until: datetime
    state: str
    outcome: str = ""
    service_id: int | None = None
    services: frozenset[int] = frozenset()
    assignee_id: int | None = None
    assignee: str = ""
    known: frozenset[int] = frozenset()  # freezes it was approved with

    @property
    def css(self) -> str:
        if self.state in (states.IMPLEMENTED, states.CLOSED):
            return FAILED if self.outcome in (states.FAILED, states.BACKED_OUT) else DONE
        return PROPOSED if self.state == states.IN_APPROVAL else APPROVED

    @property
    def words(self) -> str:
        return WORDS[self.css]

    @property
    def is_planned(self) -> bool:
        return self.state in states.PLANNED

    def lies_in(self, span: Span) -> bool:
        return self.since < span[1] and self.until > span[0]


@dataclass(frozen=True)
class Bar:
    """A freeze on one day: how much of the day it leaves free before and after, in quarters, and its words there."""

    words: str
    said: str
    first: bool
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Day:
    """A day of the month."""

    day: date
    is_other: bool
    is_today: bool
    entries: Sequence[tuple[Entry, str, bool]] = ()  # entry, hour, does it break a freeze
    more: int = 0
    bars: Sequence[Bar] = ()
    load: int | None = None
    high: float = 0  # of the load, of 50
    is_much: bool = False

    @property
    def top(self) -> float:
        return round(50 - self.high, 1)


@dataclass(frozen=True)
class Settle:
    """Something to be settled: one change that breaks a freeze, or two that are in each other's way."""

    refs: Sequence[tuple[str, str]]  # ref, title
    at: str
    words: str
    is_bad: bool = False
    name: str = ""  # of a person, where it is about one


@dataclass(frozen=True)
class Grid:
    """The weeks of a month, from Monday to Sunday, with the moments between which they lie."""

    month: date
    weeks: Sequence[Sequence[date]]
    zone: str
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        last = self.weeks[-1][-1] + timedelta(days=1)
        object.__setattr__(self, "span", (start_of(self.weeks[0][0], self.zone), start_of(last, self.zone)))  # fmt: skip

    @property
    def earlier(self) -> date:
        return (self.month - timedelta(days=1)).replace(day=1)

    @property
    def later(self) -> date:
        return (self.month + timedelta(days=32)).replace(day=1)

    @property
    def days(self) -> list[date]:
        return [day for week in self.weeks for day in week]


def start_of(day: date, zone: str) -> datetime:
    """The first moment of a day where the reader is."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def grid_of(month: date, zone: str) -> Grid:
    """The whole weeks in which a month lies."""
    first = month.replace(day=1)
    at = first - timedelta(days=first.weekday())
    weeks = []
    while at <= first or at.month == first.month:
        weeks.append([at + timedelta(days=n) for n in range(7)])
        at += timedelta(days=7)
    return Grid(first, weeks, zone)


def days_of(since: datetime, until: datetime, zone: str) -> Iterator[date]:
    """The days on which a span lies, where the reader is."""
    place = ZoneInfo(zone)
    day = since.astimezone(place).date()
    last = (until - timedelta(microseconds=1)).astimezone(place).date()
    for _ in range(MOST_DAYS):
        if day > last:
            return
        yield day
        day += timedelta(days=1)


def breaks(entry: Entry, freezes: Iterable[Frozen]) -> Frozen | None:
    """The freeze that a planned change breaks: one it was not approved with."""
    if not entry.is_planned:
        return None
    for freeze in freezes:
        is_known = freeze.id in entry.known and entry.css == APPROVED
        if not is_known and entry.lies_in((freeze.since, freeze.until)) and freeze.holds(entry.services):  # fmt: skip
            return freeze
    return None


def broken_by(entries: Iterable[Entry], freezes: Sequence[Frozen]) -> dict[int, Frozen]:
    """The freeze that each of these breaks, of those that break one."""
    if not freezes:
        return {}
    ever = (min(freeze.since for freeze in freezes), max(freeze.until for freeze in freezes))
    near = [entry for entry in entries if entry.lies_in(ever)]
    return {e.ticket_id: freeze for e in near if (freeze := breaks(e, freezes))}


def month_of(
    grid: Grid, entries: Sequence[Entry], freezes: Sequence[Frozen], broken: Mapping[int, Frozen], loads: Mapping[date, int], usual: int, today: date
) -> list[tuple[int, list[Day]]]:  # fmt: skip
    """(number of the week, its days) with everything that lies in them."""
    place = ZoneInfo(grid.zone)
    on: dict[date, list[tuple[Entry, str, bool]]] = {}
    for entry in entries:
        local = entry.since.astimezone(place)
        first, is_broken = local.date(), entry.ticket_id in broken
        days = [first] if local.hour + (entry.until - entry.since) / HOUR < 23 else days_of(entry.since, entry.until, grid.zone)  # fmt: skip
        for day in days:
            on.setdefault(day, []).append((entry, f"{local.hour:02d}:{local.minute:02d}" if day == first else "…", is_broken))  # fmt: skip
    bars = _bars(grid, freezes)
    most = max([*loads.values(), usual, 1])
    return [
        (week[0].isocalendar().week, [_day(day, grid, on.get(day, []), bars.get(day, []), loads.get(day), most, usual, today) for day in week])
        for week in grid.weeks
    ]  # fmt: skip


def _day(
    day: date, grid: Grid, on: list[tuple[Entry, str, bool]], bars: list[Bar], load: int | None, most: int, usual: int, today: date
) -> Day:  # fmt: skip
    first = sorted(on, key=lambda one: not one[2])  # what breaks a freeze is always shown
    shown = {one[0].ticket_id for one in first[:SHOWN]}
    return Day(
        day, day.month != grid.month.month, day == today, [one for one in on if one[0].ticket_id in shown],
        max(0, len(on) - SHOWN), bars, load, round(44 * load / most, 1) if load else 0, bool(load and load > 1.25 * usual),
    )  # fmt: skip


def _bars(grid: Grid, freezes: Sequence[Frozen]) -> dict[date, list[Bar]]:
    """Freezes on their days: the name once a week, the end on the last day but one."""
    found: dict[date, list[Bar]] = {}
    for freeze in freezes:
        ends = f"to {moment(freeze.until, grid.zone)[:3]} {moment(freeze.until, grid.zone)[-5:]}"
        said = f"{freeze.name}, {moment(freeze.since, grid.zone)} to {moment(freeze.until, grid.zone)}"  # fmt: skip
        for week in grid.weeks:
            held = [day for day in week if overlap((freeze.since, freeze.until), (start_of(day, grid.zone), start_of(day + timedelta(days=1), grid.zone)))]  # fmt: skip
            before = [_quarters(freeze.since - start_of(day, grid.zone)) for day in held]
            named = 1 if len(held) > 1 and before[0] >= 2 else 0
            for n, day in enumerate(held):
                after = _quarters(start_of(day + timedelta(days=1), grid.zone) - freeze.until)
                words = freeze.name if n == named else ends if n > named and n == len(held) - 2 else ""  # fmt: skip
                found.setdefault(day, []).append(Bar(words, said, n == 0, before[n], after))
    return found


def _quarters(rest: timedelta) -> int:
    return min(3, max(0, rest // QUARTER))


def to_settle(
    entries: Sequence[Entry], broken: Mapping[int, Frozen], tied: set[tuple[int, int]], now: datetime, zone: str
) -> list[Settle]:  # fmt: skip
    """What lies ahead and is in the way of something: what breaks a freeze first, then pairs, the earliest first."""
    ahead = sorted((e for e in entries if e.is_planned and e.until > now), key=lambda e: (e.since, e.ticket_id))  # fmt: skip
    found = []
    for entry in ahead:
        freeze = broken.get(entry.ticket_id)
        if freeze:
            words = f"Inside the {freeze.name} until {moment(freeze.until, zone)}. It needs a decision that knows of it, or another window."  # fmt: skip
            found.append(Settle([(entry.ref, entry.title)], moment_soon(entry.since, zone, now), words, is_bad=True))  # fmt: skip
    return [*found, *_pairs(ahead, tied, zone, now)][:MOST_PAIRS]


def _pairs(
    ahead: Sequence[Entry], tied: set[tuple[int, int]], zone: str, now: datetime
) -> list[Settle]:
    found: list[Settle] = []
    looks = 0
    for n, one in enumerate(ahead):
        for two in ahead[n + 1 :]:
            looks += 1
            if two.since >= one.until or looks > MOST_LOOKS or len(found) >= MOST_PAIRS:
                break
            found += _pair(one, two, tied, zone, now)
    return found


def _pair(one: Entry, two: Entry, tied: set[tuple[int, int]], zone: str, now: datetime) -> list[Settle]:  # fmt: skip
    """What two that overlap have to do with each other."""
    said: list[tuple[str, str]] = []
    if one.services & two.services:
        said.append(("Same service", ""))
    elif any((a, b) in tied or (b, a) in tied for a in one.services for b in two.services):
        said.append(("Dependent service", ""))
    if one.assignee_id and one.assignee_id == two.assignee_id:
        said.append(("Makes both", one.assignee))
    both = overlap((one.since, one.until), (two.since, two.until)) if said else None
    if both is None:
        return []
    length, at = hmm((both[1] - both[0]).total_seconds()), moment_soon(both[0], zone, now)
    refs = [(one.ref, one.title), (two.ref, two.title)]
    return [Settle(refs, at, f"{words}, {length} overlap.", name=name) for words, name in said]
