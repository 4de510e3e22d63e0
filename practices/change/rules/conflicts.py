"""What stands in the way of a change in its window. Only a freeze forbids it; all else is to be weighed. In plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from practices.change.rules.windows import Span, Weekly, minus, opened

FREEZE, SAME, DEPENDENT, ITEM = "freeze", "same_service", "dependent_service", "item"
OUTSIDE, IMPLEMENTER, LOAD = "outside_window", "implementer", "load"
KINDS = {
    FREEZE: "Freeze", SAME: "Same service", DEPENDENT: "Dependent service", ITEM: "Same item",
    OUTSIDE: "Outside the maintenance windows", IMPLEMENTER: "Implementer", LOAD: "Open incidents",
}  # fmt: skip
ORDER = tuple(KINDS)
STEPS = 3  # so far a dependency reaches
SOON = timedelta(days=3)  # further ahead, what is open now tells nothing
MOST_SAID = 5
HIGH, AT_LEAST = 1.25, 3  # times the usual, and so many more


@dataclass(frozen=True)
class Plan:
    """When a change is to be made, what it touches and who makes it."""

    since: datetime
    until: datetime
    services: frozenset[int]
    items: frozenset[int] = frozenset()
    assignee_id: int | None = None
    assignee: str = ""
    ticket_id: int | None = None

    @property
    def span(self) -> Span:
        return self.since, self.until


@dataclass(frozen=True)
class Frozen:
    """A freeze: of these services, of all where none is named."""

    id: int
    name: str
    since: datetime
    until: datetime
    services: frozenset[int] = frozenset()

    def holds(self, services: frozenset[int]) -> bool:
        return not self.services or not self.services.isdisjoint(services)


@dataclass(frozen=True)
class Other:
    """Another change that stands in the calendar; without ref and title where the reader does not see it."""

    ticket_id: int
    since: datetime
    until: datetime
    state: str
    services: frozenset[int]
    items: frozenset[int] = frozenset()
    assignee_id: int | None = None
    ref: str = ""
    title: str = ""

    @property
    def words(self) -> str:
        return self.ref or "another change"


@dataclass(frozen=True)
class Near:
    """A service, how many steps from what is changed, and whether that stands on it; no name where the reader does not see it."""

    id: int
    name: str
    steps: int
    carries: bool = False

    @property
    def said(self) -> str:
        return self.name or "a service you do not see"


@dataclass(frozen=True)
class Load:
    """Incidents of a service: open now, usually at this hour, and how many of them are major."""

    open: int
    usual: int
    major: int = 0
    by_day: tuple[int, ...] = ()

    @property
    def is_high(self) -> bool:
        return self.major > 0 or (self.open >= self.usual + AT_LEAST and self.open >= self.usual * HIGH)  # fmt: skip

    @property
    def words(self) -> str:
        said = f"{self.open} open, usually {self.usual}"
        if not self.major:
            return said
        return f"{said}, {'one of them' if self.major == 1 else self.major} major"


@dataclass(frozen=True)
class Around:
    """All that may stand in the way of a plan, between two moments."""

    span: Span
    services: Mapping[int, Near] = field(default_factory=dict)
    freezes: tuple[Frozen, ...] = ()
    others: tuple[Other, ...] = ()
    weekly: tuple[Weekly, ...] = ()
    loads: Mapping[int, Load] = field(default_factory=dict)
    zone: str = "UTC"  # of whoever reads

    def open_for(self, service_id: int) -> list[Span] | None:
        """When this service may be changed; None where nothing was agreed."""
        own = [one for one in self.weekly if one.service_id == service_id]
        return opened(own, *self.span) if own else None

    def called(self, service_id: int) -> str:
        near = self.services.get(service_id)
        return near.said if near else "a service"


@dataclass(frozen=True)
class Conflict:
    """One thing that stands in the way: of which kind, in words, and for how long of the window."""

    kind: str
    words: str
    since: datetime
    until: datetime
    forbids: bool = False
    ref: str = ""  # of the other change, where the reader sees it
    service_id: int | None = None
    detail: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()


def conflicts(plan: Plan, around: Around, now: datetime) -> list[Conflict]:
    """Everything in the way of a plan, what forbids it first."""
    found = [
        *_freezes(plan, around),
        *_others(plan, around),
        *_outside(plan, around),
        *(_loads(plan, around) if plan.since <= now + SOON else ()),
    ]
    return sorted(found, key=lambda one: (ORDER.index(one.kind), one.since, one.words))


def frozen(plan: Plan, freezes: Iterable[Frozen]) -> list[Frozen]:
    """The freezes in which this window lies, with all of it or some."""
    hit = [f for f in freezes if f.holds(plan.services) and overlap(plan.span, (f.since, f.until))]
    return sorted(hit, key=lambda one: (one.since, one.id))


def overlap(one: Span, two: Span) -> Span | None:
    since, until = max(one[0], two[0]), min(one[1], two[1])
    return (since, until) if since < until else None


def touches(plan: Plan, other: Other, services: Mapping[int, Near]) -> list[tuple[str, int | None]]:
    """How another change has to do with this one: kind of conflict, and by which service."""
    how: list[tuple[str, int | None]] = []
    same = other.services & plan.services
    if same:
        how.append((SAME, min(same)))
    else:
        near = [services[pk] for pk in other.services if pk in services]
        if near:
            how.append((DEPENDENT, min(near, key=lambda one: (one.steps, one.id)).id))
    if other.items & plan.items:
        how.append((ITEM, None))
    if plan.assignee_id is not None and other.assignee_id == plan.assignee_id:
        how.append((IMPLEMENTER, None))
    return how


def sentence(found: Iterable[Conflict]) -> str:
    """What those who decide read of it: Nothing, or what forbids it, then what is to be weighed."""
    against = list(found)
    if not against:
        return "Nothing"
    forbidding = [f"In the {one.words}" for one in against if one.forbids]
    rest = [_capital(one.words) for one in against if not one.forbids]
    shown = [*forbidding, *rest][:MOST_SAID]
    more = len(against) - len(shown)
    return ". ".join([*shown, *([f"{more} more"] if more else [])]) + "."


def span_in_words(span: Span, zone: str) -> str:
    """Tue 29 Dec 10:50 to 11:20."""
    return f"{moment(span[0], zone)} to {moment(span[1], zone, beside=span[0])}"


def _freezes(plan: Plan, around: Around) -> list[Conflict]:
    return [
        Conflict(
            FREEZE, f"{freeze.name} until {moment(freeze.until, around.zone)}", *_in(plan, (freeze.since, freeze.until)),
            forbids=True, detail=freeze.name,
        )
        for freeze in frozen(plan, around.freezes)
    ]  # fmt: skip


def _others(plan: Plan, around: Around) -> list[Conflict]:
    found = []
    for other in around.others:
        both = overlap(plan.span, (other.since, other.until))
        if both is None or other.ticket_id == plan.ticket_id:
            continue
        length = hmm((both[1] - both[0]).total_seconds())
        for kind, service_id in touches(plan, other, around.services):
            words = f"{_said(kind, plan, other, around, service_id)}, {length} overlap"
            found.append(Conflict(kind, words, *both, ref=other.ref, service_id=service_id, detail=f"{length} overlap"))  # fmt: skip
    return found


def _said(kind: str, plan: Plan, other: Other, around: Around, service_id: int | None) -> str:
    if kind == IMPLEMENTER:
        return f"{plan.assignee or 'Who does it'} also makes {other.words}"
    if kind == ITEM:
        return f"{_capital(other.words)} touches the same item"
    name = around.called(service_id) if service_id is not None else "a service"
    return f"{_capital(other.words)} on {name}"


def _outside(plan: Plan, around: Around) -> list[Conflict]:
    found = []
    for service_id in sorted(plan.services):
        windows = around.open_for(service_id)
        if windows is None:
            continue
        rest = minus([plan.span], windows)
        if rest:
            length = hmm(sum((until - since).total_seconds() for since, until in rest))
            words = f"{length} of it outside the maintenance windows of {around.called(service_id)}"
            found.append(Conflict(OUTSIDE, words, rest[0][0], rest[-1][1], service_id=service_id, detail=f"{length} outside"))  # fmt: skip
    return found


def _loads(plan: Plan, around: Around) -> list[Conflict]:
    return [
        Conflict(
            LOAD, f"{around.called(service_id)}: {load.words}", *plan.span, service_id=service_id, detail=load.words,
        )
        for service_id, load in sorted(around.loads.items())
        if service_id in plan.services and load.is_high
    ]  # fmt: skip


def _in(plan: Plan, span: Span) -> Span:
    return overlap(plan.span, span) or plan.span


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def hmm(seconds: float) -> str:
    """A length of time in columns: 0:20."""
    minutes = int(seconds) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


def moment(at: datetime, zone: str, beside: datetime | None = None) -> str:
    """Sat 2 Jan 06:00, as the clock on the wall of the reader shows it; only the hour where the day is that of `beside`."""
    place = ZoneInfo(zone)
    local = at.astimezone(place)
    if beside is not None and beside.astimezone(place).date() == local.date():
        return f"{local:%H:%M}"
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def moment_soon(at: datetime, zone: str, now: datetime) -> str:
    """Wed 19:00 within the next days, else with its date."""
    words = moment(at, zone)
    return f"{words[:3]} {words[-5:]}" if now <= at < now + timedelta(days=6) else words
