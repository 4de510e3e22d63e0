"""Turn the clocks of a ticket: they count the business time of its service, and stand where nobody of ours can go on."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from practices.desk import states
from practices.desk.models import Clock, Stretch, Ticket, TicketQuerySet
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.queries import Promises
from practices.service_level.states import MEASURES, RESOLUTION, RESPONSE
from svs.events import jobs
from svs.events.models import Job

# In which phases the clock of a measure stands. Nobody waits for the answer of somebody else before a first answer.
STANDS = {RESOLUTION: (states.WAITING, states.DONE), RESPONSE: (states.DONE,)}
RECOUNT, CHUNK = "desk.recount_clocks", 300
FIELDS = ["target_seconds", "calendar", "used_seconds", "running_since", "due_at", "paused_at", "stopped_at"]  # fmt: skip
ON_TICKET = ["due_at", "due_paused_at", "due_seconds", "response_due_at"]


def first_clocks(kind: str, priority: int, service_id: int | None, at: datetime) -> dict[str, Any]:
    """What a ticket logged now is promised, as its first statement takes it."""
    known = service_levels.promises()
    hours = known.hours_of(service_id)
    made: dict[str, Any] = {"calendar": known.calendar_of(service_id)}
    for measure in MEASURES:
        seconds = known.target(kind, priority, service_id, measure)
        due = rules.add_seconds(hours, at, seconds) if seconds else None
        made |= {measure: seconds, f"{measure}_due": due}
    return made


def turn(ticket: Ticket, before: str, at: datetime) -> None:
    """Let clocks stand or run as the ticket comes from one phase into another; time used stays counted."""
    if not {before, ticket.phase} & {states.WAITING, states.DONE} or before == ticket.phase:
        return
    known, clocks = service_levels.promises(), list(ticket.clocks.all())
    for clock in clocks:
        if clock.measure == RESPONSE and ticket.responded_at is not None:
            continue
        stands = ticket.phase in STANDS[clock.measure]
        if stands and clock.running_since is not None:
            _stand(clock, known.hours_of(ticket.service_id), at)
        elif not stands and clock.running_since is None:
            _run(clock, known, ticket.service_id, at)
        clock.stopped_at = at if ticket.phase == states.DONE else None
    _keep(ticket, clocks)


def retarget(ticket: Ticket, at: datetime) -> None:
    """Another priority or service, another promise: what was used and every pause stay counted.

    Where nothing is promised any more, the clock goes; where something is for the first time, its use is read from the
    life of the ticket. An answer that was given keeps the promise it was given under.
    """
    known, clocks = service_levels.promises(), {clock.measure: clock for clock in ticket.clocks.all()}  # fmt: skip
    for measure in MEASURES:
        seconds = known.target(ticket.kind, ticket.priority, ticket.service_id, measure)
        clock = clocks.get(measure)
        if measure == RESPONSE and ticket.responded_at is not None:
            continue
        if seconds is None:
            if clock is not None:
                clocks.pop(measure).delete()
            continue
        if clock is None:
            clocks[measure] = clock = _begun(ticket, measure, known, at)
        clock.target_seconds = seconds
        if clock.running_since is None:
            clock.calendar_id = known.calendar_of(ticket.service_id)
            _due(clock, known.hours_of(ticket.service_id))
        else:
            _run(clock, known, ticket.service_id, at)
    _keep(ticket, list(clocks.values()))


def answered(ticket: Ticket, at: datetime) -> dict[str, Any]:
    """The first answer of ours came: its clock stops. Returns what the ticket keeps of it."""
    hours = service_levels.hours_of(ticket.service_id)
    if ticket.response_due_at is not None:
        for clock in ticket.clocks.filter(measure=RESPONSE):
            if clock.running_since is not None:
                _stand(clock, hours, at)
            elif (
                clock.paused_at is not None and clock.paused_at > at
            ):  # it stood after this was written
                clock.used_seconds -= rules.seconds_between(hours, at, clock.paused_at)
            clock.stopped_at = at
            clock.save(update_fields=FIELDS)
    return {
        "responded_at": at,
        "response_seconds": rules.seconds_between(hours, ticket.logged_at, at),
    }


def ask_for_recount() -> None:
    """Other hours are in force: have every open ticket's clocks counted by them. One that has not begun is enough."""
    if not Job.objects.filter(kind=RECOUNT, state=Job.State.RUNNING, done=0).exists():
        jobs.start(RECOUNT, total=_open_with_clocks().count())


def recount_chunk(job: Job) -> bool:
    """Recount the clocks of the next open tickets; True when all are done. Doing it twice changes nothing."""
    service_levels.forget_promises()
    after = job.cursor.get("after", 0)
    due = _open_with_clocks().filter(pk__gt=after).order_by("pk")
    tickets = list(due.select_for_update(of=("self",))[:CHUNK])
    moved = job.result.get("moved", 0) + recount(tickets)
    job.result, job.done = {"moved": moved}, job.done + len(tickets)
    job.cursor = {"after": tickets[-1].pk if tickets else after}
    return len(tickets) < CHUNK


def _open_with_clocks() -> TicketQuerySet:
    return Ticket.objects.open().filter(Exists(Clock.objects.filter(ticket=OuterRef("pk"))))


def recount(tickets: list[Ticket]) -> int:
    """Have the clocks of these locked tickets fall due by the hours in force now. Returns how many moved."""
    known = service_levels.promises()
    moved: list[Clock] = []
    by_ticket: dict[int, list[Clock]] = {ticket.pk: [] for ticket in tickets}
    for clock in Clock.objects.filter(ticket__in=tickets):
        by_ticket[clock.ticket_id].append(clock)
    changed = []
    for ticket in tickets:
        found = [c for c in by_ticket[ticket.pk] if c.measure == RESOLUTION or not ticket.responded_at]  # fmt: skip
        before = [(clock.due_at, clock.calendar_id) for clock in found]
        for clock in found:
            clock.calendar_id = known.calendar_of(ticket.service_id)
            _due(clock, known.hours_of(ticket.service_id))
        if before != [(clock.due_at, clock.calendar_id) for clock in found]:
            moved += found
            changed.append(ticket)
            _show(ticket, found)
    Clock.objects.bulk_update(moved, ["due_at", "calendar"])
    Ticket.objects.bulk_update(changed, ON_TICKET)
    return len(moved)


def _stand(clock: Clock, hours: rules.Hours, at: datetime) -> None:
    if clock.running_since is not None:
        clock.used_seconds += rules.seconds_between(hours, clock.running_since, at)
    clock.running_since, clock.paused_at = None, at


def _run(clock: Clock, known: Promises, service_id: int | None, at: datetime) -> None:
    """Go on by the hours of this service; one that runs by other hours is counted by those until now."""
    calendar = known.calendar_of(service_id)
    if clock.running_since is not None and calendar != clock.calendar_id:
        _stand(clock, known.hours_in(clock.calendar_id), at)
    clock.running_since, clock.paused_at = clock.running_since or at, None
    clock.calendar_id = calendar
    _due(clock, known.hours_of(service_id))


def _due(clock: Clock, hours: rules.Hours) -> None:
    """When it falls due if it runs from here on: from the moment it began to run, or, standing, as if from its pause."""
    since = clock.running_since or clock.paused_at or clock.started_at
    clock.due_at = rules.add_seconds(hours, since, clock.target_seconds - clock.used_seconds)


def _begun(ticket: Ticket, measure: str, known: Promises, at: datetime) -> Clock:
    """A clock for a ticket that had none: what it has used is the life it has lived."""
    hours, used, since, phase = known.hours_of(ticket.service_id), 0.0, at, ticket.phase
    lived: Any = Stretch.objects.filter(ticket=ticket).order_by("during")
    for during, phase in lived.values_list("during", "phase"):
        since = during.lower
        if phase not in STANDS[measure] and during.upper is not None:
            used += rules.seconds_between(hours, during.lower, during.upper)
    stands = phase in STANDS[measure]
    return Clock(
        ticket=ticket, measure=measure, calendar_id=known.calendar_of(ticket.service_id), used_seconds=used,
        started_at=ticket.logged_at, running_since=None if stands else since, paused_at=since if stands else None,
        stopped_at=since if phase == states.DONE else None,
    )  # fmt: skip


def _keep(ticket: Ticket, clocks: list[Clock]) -> None:
    Clock.objects.bulk_create([clock for clock in clocks if clock.pk is None])
    Clock.objects.bulk_update([clock for clock in clocks if clock.pk is not None], FIELDS)
    _show(ticket, clocks)


def _show(ticket: Ticket, clocks: list[Clock]) -> None:
    """What lists show of the clocks stands on the ticket itself."""
    by_measure = {clock.measure: clock for clock in clocks}
    resolution, response = by_measure.get(RESOLUTION), by_measure.get(RESPONSE)
    ticket.due_at = resolution.due_at if resolution else None
    ticket.due_paused_at = resolution.paused_at if resolution else None
    ticket.due_seconds = resolution.target_seconds if resolution else None
    if ticket.responded_at is None:
        ticket.response_due_at = response.due_at if response else None
