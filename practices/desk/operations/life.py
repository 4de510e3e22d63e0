"""A ticket's life: logged, moved, changed. Only `move_ticket` changes state, team or assignee."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from practices.desk import states
from practices.desk.models import Channel, Ticket
from practices.desk.operations import checklist, clocks
from practices.desk.operations import fields as own
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import Actor
from svs.events.emit import emit


class Keep:
    """Leave the team or assignee as it is."""


KEEP = Keep()


# First stretch and clocks in one statement; so the write path stays short (PERFORMANCE 3).
_OPEN = """
with s as (
    insert into desk_stretch (ticket_id, during, state, phase, cause, team_id, assignee_id)
    values (%(ticket)s, tstzrange(%(at)s, null), %(state)s, %(phase)s, %(cause)s, %(team)s, %(assignee)s)
    returning ticket_id
)
insert into desk_clock (ticket_id, measure, target_seconds, target_id, calendar_id, running_since, started_at, due_at, next_warning_at)
select s.ticket_id, c.measure, c.seconds, c.target, %(calendar)s, %(at)s, %(at)s, c.due, c.warn
from s, (values
    ('response', %(response)s::int, %(response_target)s::bigint, %(response_due)s::timestamptz, %(response_warn)s::timestamptz),
    ('resolution', %(resolution)s::int, %(resolution_target)s::bigint, %(resolution_due)s::timestamptz, %(resolution_warn)s::timestamptz)
) c (measure, seconds, target, due, warn)
where c.seconds is not null
"""


# Close the open stretch first and let the insert read from it: two rows may not overlap even for a moment.
_MOVE_ON = """
with closed as (
    update desk_stretch set during = tstzrange(lower(during), %(at)s)
    where ticket_id = %(ticket)s and upper_inf(during) and lower(during) < %(at)s
    returning ticket_id, state, team_id
)
insert into desk_stretch (ticket_id, during, state, phase, cause, team_id, assignee_id, prev_state, prev_team_id)
select ticket_id, tstzrange(%(at)s, null), %(state)s, %(phase)s, %(cause)s, %(team)s, %(assignee)s, state, team_id
from closed
"""


_IN_PLACE = """
update desk_stretch set state = %(state)s, phase = %(phase)s, cause = %(cause)s, team_id = %(team)s, assignee_id = %(assignee)s
where ticket_id = %(ticket)s and upper_inf(during)
"""


@dataclass(frozen=True)
class NewTicket:
    """What is known of a ticket when it is logged."""

    kind: str
    title: str
    description: str = ""
    requester_id: int | None = None
    service_id: int | None = None
    category_id: int | None = None
    team_id: int | None = None
    assignee_id: int | None = None
    channel: str = "desk"
    impact: int | None = None
    urgency: int | None = None
    priority: int = 3
    external_id: str | None = None
    source: str = ""
    own: dict[str, Any] | None = None  # None: nobody could be asked


def _insert(ticket: Ticket) -> None:
    """Store a new ticket, unless the same thing came in from the same source before."""
    if ticket.external_id is None:
        ticket.save(force_insert=True)
        return
    try:
        with transaction.atomic():
            ticket.save(force_insert=True)
    except IntegrityError as error:
        if "ticket_external_once" not in str(error):
            raise
        raise RuleViolation(
            "already_logged",
            "There is a ticket with this external id already.",
            field="external_id",
        ) from None


def open_ticket(*, new: NewTicket, actor: Actor, data: dict[str, Any] | None = None) -> Ticket:
    """Log demand: the ticket, its first stretch, its clocks and its event. Call inside the practice's transaction.

    Raises RuleViolation("title_required"), RuleViolation("already_logged"). Emits <kind>.logged.
    """
    title = " ".join(new.title.split())
    if not title:
        raise RuleViolation("title_required", "Say in a few words what is wrong.", field="title")
    kind = states.kind_of(new.kind)
    now = timezone.now()
    promised = clocks.first_clocks(new.kind, new.priority, new.service_id, now)
    ticket = Ticket(
        kind=new.kind,
        title=title[:200],
        description=new.description,
        requester_id=new.requester_id,
        service_id=new.service_id,
        category_id=new.category_id,
        team_id=new.team_id,
        assignee_id=new.assignee_id,
        channel=new.channel,
        impact=new.impact,
        urgency=new.urgency,
        priority=new.priority,
        external_id=new.external_id,
        source=new.source,
        own=own.for_new(new.kind, new.own),
        state=kind.machine.initial,
        phase=kind.phases[kind.machine.initial],
        cause=_cause(kind.phases[kind.machine.initial], ""),
        logged_at=now,
        updated_at=now,
        due_at=promised["resolution_due"],
        due_seconds=promised["resolution"],
        response_due_at=promised["response_due"],
        unanswered_since=now if new.channel in (Channel.PORTAL, Channel.EMAIL) else None,
    )
    _insert(ticket)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {**_place(ticket, now), **promised})
    emit(
        f"{new.kind}.logged",
        subject=("ticket", ticket.pk),
        actor=actor,
        service_id=ticket.service_id,
        occurred_at=now,
        data={**_facts(ticket), "channel": ticket.channel, **(data or {})},
    )
    return ticket


@transaction.atomic
def move_ticket(
    *,
    ticket_id: int,
    actor: Actor,
    verb: str,
    team_id: int | Keep | None = KEEP,
    assignee_id: int | Keep | None = KEEP,
    cause: str = "",
    wake_at: datetime | None = None,
    version: int | None = None,
    data: dict[str, Any] | None = None,
) -> Ticket:
    """Move a ticket along its lifecycle: stretch, clocks, version and event in one transaction.

    `wake_at` is when a waiting ticket comes back by itself; any other move forgets it.

    Raises TransitionNotAllowed, StaleVersion, RuleViolation("went_on", "open_tasks"). Emits <kind>.<past form of the verb>.
    """
    ticket = lock(ticket_id, version)
    _stays(ticket)
    kind, before = ticket.lifecycle, _known(ticket)
    move = kind.machine.move(ticket.state, verb)
    if verb == kind.finish:
        checklist.check_done(ticket)
    if not isinstance(team_id, Keep):
        ticket.team_id = team_id
    if not isinstance(assignee_id, Keep):
        ticket.assignee_id = assignee_id
    state = kind.machine.target(ticket.state, verb, held=ticket.assignee_id is not None)
    now = max(timezone.now(), ticket.logged_at)
    phase = ticket.phase
    ticket.state, ticket.phase = state, kind.phases[state]
    ticket.cause = _cause(ticket.phase, cause)
    ticket.wake_at = wake_at if ticket.phase == states.WAITING else None
    if ticket.phase == states.DONE and phase != states.DONE:
        ticket.resolved_at, ticket.unanswered_since = now, None
    if ticket.phase != states.DONE:
        ticket.resolved_at = ticket.closed_at = None
    if verb == "close" or not kind.machine.actions(state):  # nothing leads on from there
        ticket.closed_at = now
    told = {"before": before, **(data or {})}
    return _stand(ticket, phase, now, f"{ticket.kind}.{move.event}", actor, told)


@transaction.atomic
def move_back(
    *, ticket: Ticket, actor: Actor, before: dict[str, Any], data: dict[str, Any]
) -> Ticket:
    """Stand again where a move took a locked ticket from, in a stretch of its own; the clocks go on from now.

    Only what takes a move back calls this, once it has judged that nothing else happened. Emits ticket.undone.
    """
    told, now = {"before": _known(ticket), **data}, max(timezone.now(), ticket.logged_at)
    phase = ticket.phase
    for name in ("state", "phase", "cause", "team_id", "assignee_id"):
        setattr(ticket, name, before[name])
    for name in ("wake_at", "resolved_at", "closed_at"):
        setattr(ticket, name, before[name] and datetime.fromisoformat(before[name]))
    return _stand(ticket, phase, now, "ticket.undone", actor, told)


def _stand(
    ticket: Ticket, phase: str, now: datetime, name: str, actor: Actor, told: dict[str, Any]
) -> Ticket:
    """Write where a ticket stands now, coming from this phase: clocks, version, stretch and event."""
    clocks.turn(ticket, phase, now)
    ticket.version += 1
    ticket.updated_at = now
    ticket.save(
        update_fields=[
            "team",
            "assignee",
            "state",
            "phase",
            "cause",
            "wake_at",
            "resolved_at",
            "unanswered_since",
            "closed_at",
            *clocks.ON_TICKET,
            "version",
            "updated_at",
        ]
    )
    _write_stretch(ticket, now)
    emit(
        name,
        subject=("ticket", ticket.pk),
        actor=actor,
        service_id=ticket.service_id,
        occurred_at=now,
        data={**_facts(ticket), "version": ticket.version, **told},
    )
    return ticket


@transaction.atomic
def change_fields(
    *,
    ticket_id: int,
    actor: Actor,
    fields: dict[str, Any],
    version: int | None = None,
    verb: str = "changed",
    name: str = "",
    data: dict[str, Any] | None = None,
) -> Ticket:
    """Change what a ticket says of itself; state, team and assignee are moves, not fields.

    Raises StaleVersion, RuleViolation("went_on"). Emits <kind>.changed (or `name`) with the old and new value of each field that differs, texts left out.
    """
    ticket = lock(ticket_id, version)
    _stays(ticket)
    if "own" in fields:
        fields = {**fields, "own": own.merged(ticket, fields["own"])}
    changed = {key: value for key, value in fields.items() if getattr(ticket, key) != value}
    if not changed:
        return ticket
    before = {key: _loggable(key, getattr(ticket, key)) for key in changed}
    if "service_id" in changed:  # what was counted for the old service is told, whatever follows
        before["resolved_at"] = ticket.resolved_at.isoformat() if ticket.resolved_at else None
    for key, value in changed.items():
        setattr(ticket, key, value)
    now = timezone.now()
    extra: list[str] = []
    if {"priority", "service_id"} & changed.keys():
        clocks.retarget(ticket, now)
        extra = clocks.ON_TICKET
    ticket.version += 1
    ticket.updated_at = now
    ticket.save(
        update_fields=[*(n.removesuffix("_id") for n in changed), *extra, "version", "updated_at"]
    )
    emit(
        name or f"{ticket.kind}.{verb}",
        subject=("ticket", ticket.pk),
        actor=actor,
        service_id=ticket.service_id,
        occurred_at=now,
        data={
            "version": ticket.version,
            "before": before,
            "after": {key: _loggable(key, value) for key, value in changed.items()},
            **(data or {}),
        },
    )
    return ticket


def lock(ticket_id: int, version: int | None = None) -> Ticket:
    """Lock a ticket for a change; raises StaleVersion when it is no longer the version that was read."""
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)
    if version is not None and ticket.version != version:
        raise StaleVersion(ticket.version)
    return ticket


@transaction.atomic
def touch(ticket_id: int) -> Ticket:
    """What a practice keeps besides the ticket was changed: whoever read it before is late."""
    ticket = lock(ticket_id)
    ticket.version += 1
    ticket.updated_at = timezone.now()
    ticket.save(update_fields=["version", "updated_at"])
    return ticket


def go_on_in(*, ticket: Ticket, other: Ticket, at: datetime) -> None:
    """End a locked ticket that goes on in another: over, but not restored, and nothing is promised for it any more."""
    kind = ticket.lifecycle
    ticket.state = next(move.target for move in kind.machine.moves if move.verb == "close")
    ticket.phase, ticket.cause, ticket.wake_at = states.DONE, "", None
    ticket.resolved_at, ticket.closed_at, ticket.continued_in = None, at, other
    ticket.promised_at = ticket.unanswered_since = None
    clocks.forget(ticket)
    ticket.version += 1
    ticket.updated_at = at
    ticket.save()
    _write_stretch(ticket, at)


def _stays(ticket: Ticket) -> None:
    """What was merged or converted is worked where it went on."""
    if ticket.continued_in_id is not None:
        raise RuleViolation("went_on", f"{ticket.ref} went on in another ticket: work there.")


def _cause(phase: str, cause: str) -> str:
    return states.QUEUE if phase == states.QUEUED else cause if phase == states.WAITING else ""


def _place(ticket: Ticket, at: datetime) -> dict[str, Any]:
    return {
        "ticket": ticket.pk,
        "at": at,
        "state": ticket.state,
        "phase": ticket.phase,
        "cause": ticket.cause,
        "team": ticket.team_id,
        "assignee": ticket.assignee_id,
    }


def _write_stretch(ticket: Ticket, at: datetime) -> None:
    """Close the open stretch and open the next; one that began this very instant is changed in place."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON, _place(ticket, at))
        if cursor.rowcount == 0:
            cursor.execute(_IN_PLACE, _place(ticket, at))


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {
        "state": ticket.state,
        "phase": ticket.phase,
        "cause": ticket.cause,
        "team_id": ticket.team_id,
        "assignee_id": ticket.assignee_id,
        "priority": ticket.priority,
        "resolved_at": ticket.resolved_at.isoformat() if ticket.resolved_at else None,
    }


def _known(ticket: Ticket) -> dict[str, Any]:
    """What a move may change, as it was: enough to come back to it."""
    at = {name: getattr(ticket, name) for name in ("wake_at", "closed_at")}
    return {
        **_facts(ticket),
        **{name: moment and moment.isoformat() for name, moment in at.items()},
    }


def _loggable(name: str, value: Any) -> Any:
    """Texts never enter the log; that they changed does."""
    if name == "own":
        return sorted(value)
    return len(value) if name in ("title", "description") else value
