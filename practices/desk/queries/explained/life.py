"""A clock's life, read back from the stretches of its ticket and from what the clock kept of each run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import F

from practices.desk import states
from practices.desk.knobs import TOLD, TOLD_AT
from practices.desk.models import Clock, Stretch, Ticket
from practices.desk.queries.explained import words
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.queries import Kept, Named
from practices.service_level.rules import pieces
from practices.service_level.rules.pieces import Piece, Span
from practices.service_level.states import MEASURES, RESPONSE
from svs.accounts import queries as accounts
from svs.events.models import DomainEvent
from svs.knobs import registry as knobs

SHARES = tuple(TOLD_AT)
WARNINGS = ("ticket.clock_warned", "ticket.clock_breached")


@dataclass(frozen=True)
class Interval:
    """From one moment to another: what happened, who held it, whether it counted and why."""

    since: datetime
    until: datetime
    seconds: float
    counted: float
    total: float
    kind: str  # active, wait, done, off
    what: str
    held_by: str
    because: str
    cause: str = ""


@dataclass(frozen=True)
class Turn:
    """A moment at which the promise became another."""

    at: datetime
    says: str


@dataclass(frozen=True)
class Warned:
    """A share of the promise at which people are told: told then, or still ahead."""

    percent: int
    at: datetime | None
    who: str
    is_told: bool


@dataclass(frozen=True)
class Explained:
    """All there is to say about one clock at one moment."""

    ticket: Ticket
    clock: Clock
    now: datetime
    until: datetime  # where the explanation ends: now, or when it was over
    used: float  # as the live clock shows it
    intervals: list[Interval]
    turns: list[Turn]
    warnings: list[Warned]
    named: Named  # the calendar in force

    @property
    def label(self) -> str:
        return MEASURES[self.clock.measure]

    @property
    def left(self) -> float:
        return self.clock.target_seconds - self.used

    @property
    def is_late(self) -> bool:
        due = self.clock.due_at
        return due is not None and (self.clock.stopped_at or self.clock.paused_at or self.now) > due

    @cached_property
    def counted(self) -> float:
        return sum(interval.counted for interval in self.intervals)

    @property
    def by_other_hours(self) -> float:
        """What the clock holds besides its intervals: counted by hours that nobody kept."""
        rest = self.used - self.counted
        return rest if abs(rest) >= 0.5 else 0.0

    @property
    def says(self) -> str:
        return words.sentence(self)

    @property
    def tells(self) -> str:
        return words.background(self)

    @cached_property
    def sums(self) -> list[tuple[str, float, bool]]:
        """(words, seconds, is a total), from the age of the ticket down to what is left."""
        age = sum(interval.seconds for interval in self.intervals)
        outside = sum(i.seconds for i in self.intervals if i.kind == "off")
        stood: dict[str, float] = {}
        for interval in self.intervals:
            if interval.kind != "off" and not interval.counted:
                stood[interval.because] = stood.get(interval.because, 0) + interval.seconds
        rows = [("Age", age, False)]
        if outside:
            rows += [("Outside hours", -outside, False), ("Inside hours", age - outside, True)]
        rows += [(because, -seconds, False) for because, seconds in stood.items()]
        if self.by_other_hours:
            rows.append(("Counted by hours of another time", self.by_other_hours, False))
        target = float(self.clock.target_seconds)
        return [*rows, ("Counted", self.used, True), ("Promised", target, False), ("Left", self.left, True)]  # fmt: skip


def measures_of(ticket: Ticket) -> list[str]:
    """The clocks that a ticket has, the first answer first."""
    found = set(Clock.objects.filter(ticket=ticket).values_list("measure", flat=True))
    return [measure for measure in MEASURES if measure in found]


def explain(ticket: Ticket, measure: str, now: datetime) -> Explained | None:
    """Explain a clock of a ticket as it stands at this moment; None where nothing is promised. A handful of statements."""
    rows = Clock.objects.filter(ticket=ticket, measure=measure).select_related("target__service")
    clock = rows.first()
    if clock is None:
        return None
    known = service_levels.promises()
    runs = _runs(clock, ticket, now)
    in_force = known.kept(known.calendar_of(ticket.service_id) if clock.stopped_at is None else clock.calendar_id)  # fmt: skip
    named = service_levels.kept_hours({in_force, *(kept for *_, kept in runs)})
    used = clock.used_seconds
    if clock.running_since is not None:
        used += rules.seconds_between(
            known.hours_of(ticket.service_id), clock.running_since, max(now, clock.running_since)
        )
    until = max(clock.stopped_at or now, clock.started_at)
    life = _life(ticket, clock.started_at, until)
    if not runs and clock.used_seconds:
        runs = _as_it_was(clock, life, in_force)
    found = pieces.pieces([part["since"] for part in life], list(_spans(clock, until, runs, named, in_force)))  # fmt: skip
    told = _told(ticket)
    names, hours = _people(told), known.hours_of(ticket.service_id)
    return Explained(
        ticket, clock, now, until, used, list(_intervals(found, life, clock.measure)), _turns(told, clock, names),
        _warnings(told, clock, hours, names), named[in_force],
    )  # fmt: skip


Run = tuple[datetime, datetime, Kept]


def _runs(clock: Clock, ticket: Ticket, now: datetime) -> list[Run]:
    """When it ran and by which hours: as it kept them, and the run that goes on."""
    found = [
        (datetime.fromisoformat(since), datetime.fromisoformat(until), Kept(calendar, version))
        for since, until, calendar, version, _ in clock.runs
    ]
    if clock.running_since is not None and now > clock.running_since:
        known = service_levels.promises()
        found.append((clock.running_since, now, known.kept(known.calendar_of(ticket.service_id))))
    return found


def _as_it_was(clock: Clock, life: list[dict[str, Any]], kept: Kept) -> list[Run]:
    """For clocks from before runs were kept: the parts of the life in which it did not stand."""
    stands = (states.WAITING, states.DONE) if clock.measure != RESPONSE else (states.DONE,)
    return [(part["since"], part["until"], kept) for part in life if part["phase"] not in stands]


def _spans(
    clock: Clock, until: datetime, runs: list[Run], named: dict[Kept, Named], kept: Kept
) -> Iterator[Span]:
    at, by = clock.started_at, named[runs[0][2] if runs else kept]
    for since, ends, of in runs:
        if since > at:
            yield Span(at, min(since, until), by.hours, False, by.holidays)
        by = named[of]
        if ends > since:
            yield Span(since, ends, by.hours, True, by.holidays)
        at = max(at, ends)
    if until > at:
        yield Span(at, until, by.hours, False, by.holidays)


def _life(ticket: Ticket, since: datetime, until: datetime) -> list[dict[str, Any]]:
    rows: Any = Stretch.objects.filter(ticket=ticket).order_by("during").values(
        "during", "phase", "cause", team_name=F("team__name"), assignee_name=F("assignee__name")
    )  # fmt: skip
    life = [
        {**row, "since": max(row["during"].lower, since), "until": min(row["during"].upper or until, until)}
        for row in rows
        if row["during"].lower < until
    ]  # fmt: skip
    return life or [{"since": since, "until": until, "phase": states.QUEUED, "cause": states.QUEUE, "team_name": None, "assignee_name": None}]  # fmt: skip


def _intervals(found: list[Piece], life: list[dict[str, Any]], measure: str) -> Iterator[Interval]:
    total = 0.0
    for piece in found:
        counted = piece.seconds if piece.counts else 0.0
        total += counted
        part = life[piece.part] if piece.is_inside else None
        kind, what, because = words.of_piece(piece, part, measure)
        held = (part["assignee_name"] or part["team_name"] or "") if part else ""
        yield Interval(
            piece.since, piece.until, piece.seconds, counted, total, kind, what, held, because, part["cause"] if part else ""
        )  # fmt: skip


def _told(ticket: Ticket) -> list[dict[str, Any]]:
    """What the log tells of its promise: what made it another, and who was told of it."""
    names = (f"{ticket.kind}.prioritised", f"{ticket.kind}.changed", "ticket.retargeted", *WARNINGS)
    rows: Any = DomainEvent.objects.filter(
        subject_type="ticket", subject_id=ticket.pk, name__in=names
    )
    return list(
        rows.order_by("id").values("name", "occurred_at", "data", "actor_ref", "actor_user_id")
    )


def _turns(told: list[dict[str, Any]], clock: Clock, names: dict[int, str]) -> list[Turn]:
    """The turns of the promise with what made them: from the clock what it was, from the log why."""
    seconds = [*(promised for _, promised, _ in clock.earlier), clock.target_seconds]
    ends = [datetime.fromisoformat(at) for at, *_ in clock.earlier]
    moved = dict(zip(ends, pairwise(seconds), strict=True))
    turns = []
    for event in told:
        if event["name"] in WARNINGS:
            continue
        change = moved.pop(event["occurred_at"], None)
        who = names.get(event["actor_user_id"]) or event["actor_ref"] or "SVS"
        says = words.of_turn(event, who, change, clock.measure)
        if says:
            turns.append(Turn(event["occurred_at"], says))
    turns += [
        Turn(at, words.of_turn(None, "", change, clock.measure)) for at, change in moved.items()
    ]
    return sorted(turns, key=lambda turn: turn.at)


def _people(told: list[dict[str, Any]]) -> dict[int, str]:
    ids = {
        pk for event in told for pk in (event["actor_user_id"], *event["data"].get("who", ())) if pk
    }
    return accounts.names_of(ids) if ids else {}


def _warnings(told: list[dict[str, Any]], clock: Clock, hours: rules.Hours, names: dict[int, str]) -> list[Warned]:  # fmt: skip
    mine = [e for e in told if e["name"] in WARNINGS and e["data"].get("measure") == clock.measure]
    found = [
        Warned(
            event["data"]["percent"], event["occurred_at"],
            ", ".join(names[pk] for pk in event["data"].get("who", []) if pk in names), True,
        )
        for event in mine
    ]  # fmt: skip
    if clock.stopped_at is not None:
        return found
    labels = dict(TOLD)
    for share in SHARES:
        if share > clock.warned:
            left = clock.target_seconds * share / 100 - clock.used_seconds
            at = (
                rules.add_seconds(hours, clock.running_since, left) if clock.running_since else None
            )
            who = ", ".join(labels[code].lower() for code in knobs.current(TOLD_AT[share].key))
            found.append(Warned(share, at, who, False))
    return found


def gaps(found: list[Interval]) -> list[tuple[Interval, Interval]]:
    """Neighbours that do not touch: there are none, and a test says so."""
    return [(a, b) for a, b in pairwise(found) if a.until != b.since]
