"""Write the lives of many cases as history, by COPY: tickets, stretches, clocks, talk, surveys and their past events."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.text import slugify

from practices.desk import states
from practices.desk.bulk import lives, promises
from practices.desk.bulk.mapping import Row
from practices.desk.models import Clock, Message, Stretch, Survey, Ticket
from practices.service_level import queries as service_levels
from svs import copying
from svs.accounts.models import Team, User
from svs.copying import checked_at_once, copy_rows, take_ids
from svs.events.history import PastEvent, emit_past
from svs.events.models import DomainEvent, EventHead
from svs.services.models import Service

BATCH = 1000


@dataclass(frozen=True)
class Origin:
    """Where history comes from: its name, the kind of ticket it becomes, and the channel its tickets show.

    An audit log is told row by row. What is told `whole` was lived with SVS: somebody did every step, promises ran on
    it, and whoever writes it counts everything anew afterwards, so that no projection is told of each event.
    """

    source: str
    kind: states.Kind
    channel: str = "import"
    told_by: str = ""  # how its events name their teller
    whole: bool = False


@dataclass
class Report:
    """What became of a log."""

    rows: int = 0
    rejected: int = 0
    cases: int = 0
    known: int = 0


@dataclass(slots=True)
class Said:
    """A turn of the conversation."""

    at: datetime
    by: str
    body: str
    is_internal: bool


@dataclass(slots=True)
class Asked:
    """How the requester was served, in their words; without a score they have not answered."""

    at: datetime
    answered_at: datetime | None = None
    score: int | None = None
    words: str = ""
    reminded_at: datetime | None = None


@dataclass(slots=True)
class Case:
    """The rows of one case, and what else is known of it."""

    rows: list[Row]
    by: list[str] = field(
        default_factory=list
    )  # who did each row; "" for the teller, RULE-1 v1 for a rule
    description: str = ""
    category: int | None = None
    impact: int | None = None
    urgency: int | None = None
    channel: str = ""
    tags: list[str] = field(default_factory=list)
    wake_at: datetime | None = None
    talk: list[Said] = field(default_factory=list)
    survey: Asked | None = None
    details: tuple[Any, ...] = ()  # of the practice


def batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    rest = iter(cases)
    while batch := list(islice(rest, BATCH)):
        yield batch


class Names:
    """Teams, people and services by their names in the log, found or added once."""

    def __init__(self, people: dict[str, int] | None = None) -> None:
        self.teams: dict[str, int] = dict(Team.objects.values_list("name", "id"))
        self.services: dict[str, int] = dict(Service.objects.values_list("name", "id"))
        self.people: dict[str, int] = dict(people or {})

    def team(self, name: str) -> int | None:
        if name and name not in self.teams:
            self.teams[name] = Team.objects.create(name=name, slug=_slug(name, Team)).pk
        return self.teams.get(name)

    def service(self, name: str) -> int | None:
        if name and name not in self.services:
            self.services[name] = Service.objects.create(name=name, slug=_slug(name, Service)).pk
        return self.services.get(name)

    def person(self, name: str, source: str) -> int | None:
        if not name:
            return None
        if name not in self.people:
            digest = hashlib.sha256(name.encode()).hexdigest()[:8]
            email = f"{slugify(name)[:60]}.{digest}@{source}.invalid"
            # Nobody signs in as a name from a log: the account is inactive and has no password.
            user, _ = User.objects.get_or_create(
                email=email, defaults={"name": name, "is_active": False, "password": "!"}
            )
            self.people[name] = user.pk
        return self.people[name]


def _slug(name: str, model: type[Team] | type[Service]) -> str:
    base = slugify(name)[:110] or "unnamed"
    taken = model._default_manager.filter(slug=base).exists()
    return f"{base}-{hashlib.sha256(name.encode()).hexdigest()[:8]}" if taken else base


_TICKET = (
    "id", "ref", "kind", "title", "description", "service_id", "category_id", "requester_id", "channel", "team_id", "assignee_id",
    "impact", "urgency", "priority", "state", "phase", "cause", "tags", "due_at", "due_paused_at", "due_seconds",
    "response_due_at", "logged_at", "updated_at", "resolved_at", "closed_at", "wake_at", "responded_at", "response_seconds", "version", "external_id", "source", "own",
)  # fmt: skip
_STRETCH = (
    "ticket_id", "during", "state", "source_state", "phase", "cause", "team_id", "assignee_id", "prev_state", "prev_team_id",
)  # fmt: skip


def write(
    batch: Sequence[Case], origin: Origin, names: Names, report: Report
) -> list[tuple[int, Case]]:
    """Write the lives of one batch of cases as history; returns those that were new with their tickets' ids."""
    ids = [case.rows[0].case for case in batch]
    known = set(
        Ticket.objects.filter(source=origin.source, external_id__in=ids).values_list("external_id", flat=True)
    )  # fmt: skip
    report.known += len(known)
    fresh = [case for case in batch if case.rows[0].case not in known]
    tickets = take_ids(Ticket, len(fresh))
    known_promises = promises.known() if origin.whole else None
    pages = [_Page(pk, case, origin, names, known_promises) for pk, case in zip(tickets, fresh, strict=True)]  # fmt: skip
    said = iter(take_ids(Message, sum(len(case.talk) for case in fresh)))
    for page in pages:
        page.turns = [(next(said), turn) for turn in page.case.talk]
    with checked_at_once():
        copy_rows(Ticket, _TICKET, (page.ticket() for page in pages))
        copy_rows(Stretch, _STRETCH, (row for page in pages for row in page.stretches()))
        copy_rows(Clock, ("ticket_id", *promises.COLUMNS),
                  ((page.pk, *row) for page in pages for row in page.promised.clocks))  # fmt: skip
        copy_rows(Message, ("id", "ticket_id", "author_id", "author_ref", "is_internal", "body", "created_at"),
                  (row for page in pages for row in page.messages()))  # fmt: skip
        copy_rows(Survey, ("ticket_id", "asked_at", "reminded_at", "answered_at", "score", "words"),
                  (row for page in pages for row in page.survey()))  # fmt: skip
        emit_past(
            [event for page in pages for event in page.events()],
            ref=origin.told_by or f"import of {origin.source}", deliver=not origin.whole,
        )  # fmt: skip
    report.cases += len(fresh)
    return list(zip(tickets, fresh, strict=True))


def look_anew() -> None:
    """Have the planner see what was written before anything is counted."""
    copying.look_anew(Ticket, Stretch, Clock, Message, Survey, DomainEvent, EventHead)


class _Page:
    """One case on its way into the tables."""

    def __init__(
        self,
        pk: int,
        case: Case,
        origin: Origin,
        names: Names,
        known: service_levels.Promises | None,
    ) -> None:
        self.pk, self.case, self.origin, self.names = pk, case, origin, names
        self.life = lives.live(case.rows, origin.kind)
        self.row = self.life.rows[-1]
        self.service_id = names.service(self.row.service)
        self.requester_id = names.person(self.row.requester, origin.source)
        self.turns: list[tuple[int, Said]] = []
        self.responded_at = next(
            (t.at for t in case.talk if not t.is_internal and t.by != self.row.requester), None
        )
        self.promised = promises.of(
            self.life, known, kind=origin.kind.key, priority=self.row.priority, service_id=self.service_id,
            responded_at=self.responded_at,
        ) if known else promises.Promised()  # fmt: skip

    def ticket(self) -> tuple[Any, ...]:
        life, row, case, origin, promised = self.life, self.row, self.case, self.origin, self.promised  # fmt: skip
        last = life.parts[-1]
        return (
            self.pk, "", origin.kind.key, row.title or f"{origin.kind.label} {row.case}", case.description, self.service_id,
            case.category, self.requester_id, case.channel or origin.channel, self.names.team(last.team),
            self._person(last.assignee), case.impact, case.urgency, row.priority, last.state, last.phase, last.cause,
            json.dumps(case.tags), promised.due_at, promised.paused_at, promised.seconds, promised.response_due_at,
            life.logged_at, max(row.at, case.talk[-1].at) if case.talk else row.at, life.resolved_at, life.closed_at,
            case.wake_at, self.responded_at, promised.response_seconds, len(case.rows) if origin.whole else 1, row.case,
            origin.source, row.own,
        )  # fmt: skip

    def stretches(self) -> Iterator[tuple[Any, ...]]:
        before: lives.Part | None = None
        for part in self.life.parts:
            until = part.until.isoformat() if part.until else ""
            yield (
                self.pk, f"[{part.since.isoformat()},{until})", part.state, part.source_state, part.phase, part.cause,
                self.names.team(part.team), self._person(part.assignee), before.state if before else None,
                self.names.team(before.team) if before else None,
            )  # fmt: skip
            before = part

    def messages(self) -> Iterator[tuple[Any, ...]]:
        for pk, turn in self.turns:
            yield pk, self.pk, self._person(turn.by), "", turn.is_internal, turn.body, turn.at

    def survey(self) -> Iterator[tuple[Any, ...]]:
        asked = self.case.survey
        if asked:
            yield self.pk, asked.at, asked.reminded_at, asked.answered_at, asked.score, asked.words

    def events(self) -> Iterator[PastEvent]:
        """What happened to the case, in order."""
        if not self.origin.whole:
            yield from self._steps()
            return
        told = [*self._steps(), *self._talk()]
        told.sort(key=lambda event: event.occurred_at)
        yield from told

    def _steps(self) -> Iterator[PastEvent]:
        """One event for the logging and one for every audited update; told whole, the first update is the logging."""
        kind, rows, case = self.origin.kind, self.life.rows, self.case
        names, doers = self.names, case.by or [""] * len(rows)
        before: dict[str, Any] = {
            "state": kind.machine.initial, "phase": states.QUEUED, "team_id": None, "assignee_id": None,
        }  # fmt: skip
        if self.origin.whole:
            before["team_id"] = names.team(rows[0].team)
            first = {
                **before,
                "cause": states.QUEUE,
                "priority": self.row.priority,
                "channel": case.channel,
            }
            yield self._event("logged", self.life.logged_at, first, doers[0])
            rows, doers = rows[1:], doers[1:]
        else:
            yield self._event("logged", self.life.logged_at, before)
        for row, doer in zip(rows, doers, strict=True):
            now = {
                "state": row.state, "phase": kind.phases[row.state], "team_id": names.team(row.team),
                "assignee_id": self._person(row.assignee),
            }  # fmt: skip
            data = {**now, "cause": row.cause, "order": row.order, "before": before}
            yield self._event(_past(kind, before, now), row.at, data, doer)
            before = now

    def _talk(self) -> Iterator[PastEvent]:
        for pk, turn in self.turns:
            data = {"message_id": pk, "by_requester": turn.by == self.row.requester}
            yield self._event("noted" if turn.is_internal else "replied", turn.at, data, turn.by)
        asked = self.case.survey
        if asked and asked.answered_at:
            yield PastEvent("survey.answered", asked.answered_at, "ticket", self.pk, self.service_id, {"score": asked.score}, self.requester_id)  # fmt: skip

    def _event(self, verb: str, at: datetime, data: dict[str, Any], by: str = "") -> PastEvent:
        name = f"{self.origin.kind.key}.{verb}"
        if by.startswith("RULE-"):
            return PastEvent(name, at, "ticket", self.pk, self.service_id, data, None, by)
        return PastEvent(name, at, "ticket", self.pk, self.service_id, data, self._person(by))

    def _person(self, name: str) -> int | None:
        return self.names.person(name, self.origin.source)


def _past(kind: states.Kind, before: dict[str, Any], now: dict[str, Any]) -> str:
    """The event that leads from one row to the next."""
    if before == now:
        return "imported_update"
    if now["state"] != before["state"]:
        if now["phase"] in (states.DONE, states.WAITING):
            return _entering(kind, now["state"])
        if before["phase"] == states.DONE:
            return "reopened"
        if before["phase"] == states.WAITING:
            return _leaving(kind, before["state"])
    return "assigned"


def _entering(kind: states.Kind, state: str) -> str:
    """The event of the move that leads to this state."""
    return next(m.event for m in kind.machine.moves if m.target == state and m.verb != "assign")


def _leaving(kind: states.Kind, state: str) -> str:
    """The event of the move by which a wait in this state ends."""
    moves = kind.machine.moves
    ends = (
        m
        for m in moves
        if state in m.sources and m.verb != "assign" and kind.phases[m.target] == states.ACTIVE
    )
    return next(move.event for move in ends)
