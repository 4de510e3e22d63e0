"""Each measure worked out from its definition alone: one walk over plain tickets, stretches, surveys and outages."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.oracle.measures import percentile

DONE, WAITING = "DONE", "WAITING"


@dataclass(frozen=True)
class Stretch:
    since: datetime
    until: datetime | None
    phase: str
    team: str
    holder: str


@dataclass(frozen=True)
class Ticket:
    kind: str
    service: str
    logged: datetime
    stretches: tuple[Stretch, ...]
    replied: datetime | None = None
    reply_seconds: float | None = None
    answered: datetime | None = None
    score: int | None = None

    @property
    def restored(self) -> datetime | None:
        """When it was over for good: the first moment of the last run of being over."""
        found = None
        for s in self.stretches:
            if s.phase != DONE:
                found = None
            elif found is None:
                found = s.since
        return found

    def team_at(self, moment: datetime) -> str:
        for s in self.stretches:
            if s.since <= moment and (s.until is None or moment < s.until):
                return s.team
        return ""

    def open_before(self, moment: datetime) -> Stretch | None:
        """The stretch it was in just before this moment, if it was open then."""
        for s in self.stretches:
            if s.since < moment and (s.until is None or moment <= s.until):
                return s if s.phase != DONE else None
        return None


@dataclass(frozen=True)
class Outage:
    service: str
    since: datetime
    until: datetime | None
    planned: bool


@dataclass
class Cell:
    """What one cell says: cases, sum over base, and the sorted values of a duration."""

    n: int = 0
    total: float = 0.0
    base: float = 0.0
    values: list[float] = field(default_factory=list)


Key = tuple[str, str, str, date]  # measure, service, team, day


def cells(
    tickets: Iterable[Ticket], outages: Iterable[Outage], hours: dict[tuple[str, date], list[tuple[datetime, datetime]]],
    closed: Iterable[date], zone: str,
) -> dict[Key, Cell]:  # fmt: skip
    """Every cell of every measure."""
    place, found = ZoneInfo(zone), defaultdict(Cell)
    told, days = list(tickets), sorted(closed)
    for ticket in told:
        if ticket.service:
            _events(ticket, place, found)
    _backlog(told, days, place, found)
    _availability(list(outages), hours, found)
    for cell in found.values():
        cell.values.sort()
    return dict(found)


def _events(ticket: Ticket, place: ZoneInfo, found: dict[Key, Cell]) -> None:
    restored = ticket.restored
    if restored:
        key = (ticket.service, ticket.team_at(restored), restored.astimezone(place).date())
        life = (restored - ticket.logged).total_seconds()
        _time(found["lead-time", *key], life)
        if ticket.kind == "incident":
            _time(found["time-to-restore", *key], life)
        _hit(found["first-contact", *key], hit=_at_first_contact(ticket))
        _hit(found["right-first-time", *key], hit=not _came_back(ticket))
    if ticket.replied and ticket.reply_seconds is not None:
        at = ticket.replied
        cell = found[
            "response-time", ticket.service, ticket.team_at(at), at.astimezone(place).date()
        ]
        _time(cell, ticket.reply_seconds)
    if ticket.answered and ticket.score:
        at = ticket.answered
        cell = found[
            "satisfaction", ticket.service, ticket.team_at(at), at.astimezone(place).date()
        ]
        _hit(cell, hit=ticket.score in (4, 5))


def _time(cell: Cell, seconds: float) -> None:
    cell.n, cell.total, cell.base = cell.n + 1, cell.total + seconds, cell.base + 1
    cell.values.append(seconds)


def _hit(cell: Cell, *, hit: bool) -> None:
    cell.n, cell.total, cell.base = cell.n + 1, cell.total + hit, cell.base + 1


def _at_first_contact(ticket: Ticket) -> bool:
    teams = {s.team for s in ticket.stretches if s.team}
    holders = {s.holder for s in ticket.stretches if s.holder}
    waited = any(s.phase == WAITING for s in ticket.stretches)
    return len(teams) < 2 and len(holders) < 2 and not waited


def _came_back(ticket: Ticket) -> bool:
    over = False
    for s in ticket.stretches:
        if over and s.phase != DONE:
            return True
        over = over or s.phase == DONE
    return False


def _backlog(tickets: list[Ticket], closed: list[date], place: ZoneInfo, found: dict[Key, Cell]) -> None:  # fmt: skip
    """Every day up to the last closed one: who was open just before it ended, and how old."""
    if not closed or not tickets:
        return
    day = min(t.logged for t in tickets).astimezone(place).date()
    while day <= closed[-1]:
        ends = datetime.combine(day + timedelta(days=1), time(), place)
        for ticket in tickets:
            s = ticket.open_before(ends) if ticket.service else None
            if s:
                _time(found["backlog-age", ticket.service, s.team, day], ends.timestamp() - ticket.logged.timestamp())  # fmt: skip
        day += timedelta(days=1)


def _availability(
    outages: list[Outage], hours: dict[tuple[str, date], list[tuple[datetime, datetime]]], found: dict[Key, Cell]
) -> None:  # fmt: skip
    """Second by second would take long: the edges of all spans cut a day into pieces that are wholly up or wholly down."""
    for (service, day), agreed in hours.items():
        down = [o for o in outages if o.service == service and not o.planned]
        up = base = 0.0
        touched = set()
        for opens, shuts in agreed:
            inside = [m for o in down for m in (o.since, o.until) if m and opens < m < shuts]
            edges = sorted({opens, shuts, *inside})
            for start, end in itertools.pairwise(edges):
                over = [n for n, o in enumerate(down) if o.since <= start and (o.until is None or o.until >= end)]  # fmt: skip
                touched |= set(over)
                seconds = end.timestamp() - start.timestamp()
                base += seconds
                up += 0 if over else seconds
        if base:
            found["availability", service, "", day] = Cell(len(touched), up, base)


def median_of(cells: Iterable[Cell]) -> float | None:
    values = [v for cell in cells for v in cell.values]
    return percentile(values, 0.5) if values else None


def ratio_of(cells: Iterable[Cell]) -> float | None:
    told = list(cells)
    base = sum(cell.base for cell in told)
    return sum(cell.total for cell in told) / base if base else None
