"""Turn the clocks of a ticket: they count the business time of its service, and stand where nobody of ours can go on."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from practices.desk import states
from practices.desk.models import Clock, Stretch, Ticket, TicketQuerySet
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.queries import Promises, Term
from practices.service_level.states import MEASURES, RESOLUTION, RESPONSE
from svs.events import jobs
from svs.events.models import Job

# In which phases the clock of a measure stands. Nobody waits for the answer of somebody else before a first answer.
STANDS = {RESOLUTION: (states.WAITING, states.DONE), RESPONSE: (states.DONE,)}
RECOUNT, CHUNK = "desk.recount_clocks", 300
SHARES = (
    50,
    75,
    90,
    100,
)  # percent of a promise at which people are told; at the last it is broken
FIELDS = [
    "target_seconds", "target", "promised_as_of", "earlier", "calendar", "used_seconds", "runs", "running_since", "due_at", "paused_at",
    "stopped_at", "warned", "next_warning_at",
]  # fmt: skip
ON_TICKET = ["due_at", "due_paused_at", "due_seconds", "response_due_at"]


def first_clocks(kind: str, priority: int, service_id: int | None, at: datetime) -> dict[str, Any]:
    """What a ticket logged now is promised, as its first statement takes it."""
    known = service_levels.promises()
    hours = known.hours_of(service_id)
    made: dict[str, Any] = {"calendar": known.calendar_of(service_id)}
    for measure in MEASURES:
        term = known.term(kind, priority, service_id, measure, at=at)
        made[measure] = made[f"{measure}_due"] = made[f"{measure}_target"] = made[
            f"{measure}_warn"
        ] = None
        if term:
            made[measure], made[f"{measure}_target"] = term.seconds, term.target_id
            made[f"{measure}_due"] = rules.add_seconds(hours, at, term.seconds)
            made[f"{measure}_warn"] = rules.add_seconds(hours, at, term.seconds * SHARES[0] / 100)
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
            _stand(clock, known, known.calendar_of(ticket.service_id), at)
        elif not stands and clock.running_since is None:
            _run(clock, known, ticket.service_id, at)
        clock.stopped_at = at if ticket.phase == states.DONE else None
    _keep(ticket, clocks)


def retarget(ticket: Ticket, at: datetime) -> None:
    """Another priority or service, another promise: what was used and every pause stay counted.

    It is the one in force when the ticket was logged, or when its promises were last renewed. Where nothing is promised
    any more, the clock goes; where something is for the first time, its use is read from the life of the ticket. An answer
    that was given keeps the promise it was given under.
    """
    known, clocks = service_levels.promises(), {clock.measure: clock for clock in ticket.clocks.all()}  # fmt: skip
    for measure in MEASURES:
        clock = clocks.get(measure)
        if measure == RESPONSE and ticket.responded_at is not None:
            continue
        as_of = (clock and clock.promised_as_of) or ticket.logged_at
        term = known.term(ticket.kind, ticket.priority, ticket.service_id, measure, at=as_of, now=at)  # fmt: skip
        if term is None:
            if clock is not None:
                clocks.pop(measure).delete()
            continue
        if clock is None:
            clocks[measure] = clock = _begun(ticket, measure, known, at)
            clock.target_seconds = term.seconds
        _promise(clock, term, at)
        if clock.running_since is None:
            clock.calendar_id = known.calendar_of(ticket.service_id)
            set_due(clock, known.hours_of(ticket.service_id))
        else:
            _run(clock, known, ticket.service_id, at)
        _lies_behind(clock, known.hours_of(ticket.service_id), at)
    _keep(ticket, list(clocks.values()))


def renew(ticket: Ticket, clock: Clock | None, measure: str, term: Term, at: datetime) -> None:
    """Promise an open ticket what is promised now, whatever it was promised when it was logged."""
    known = service_levels.promises()
    if clock is None:
        clock = _begun(ticket, measure, known, at)
        clock.target_seconds = term.seconds
    clock.promised_as_of = at
    _promise(clock, term, at)
    set_due(clock, known.hours_of(ticket.service_id))
    _lies_behind(clock, known.hours_of(ticket.service_id), at)
    _write([clock])
    _show_one(ticket, clock)


def answered(ticket: Ticket, at: datetime) -> dict[str, Any]:
    """The first answer of ours came: its clock stops. Returns what the ticket keeps of it."""
    known = service_levels.promises()
    if ticket.response_due_at is not None:
        for clock in ticket.clocks.filter(measure=RESPONSE):
            if clock.running_since is not None:
                _stand(clock, known, known.calendar_of(ticket.service_id), at)
            elif (
                clock.paused_at is not None and clock.paused_at > at
            ):  # it stood after this was written
                _cut_back(clock, known, at)
            clock.stopped_at = at
            clock.save(update_fields=FIELDS)
    return {
        "responded_at": at,
        "response_seconds": rules.seconds_between(
            known.hours_of(ticket.service_id), ticket.logged_at, at
        ),
    }


def forget(ticket: Ticket) -> None:
    """Nothing is promised for a ticket that went on elsewhere: its clocks go, neither kept nor broken."""
    Clock.objects.filter(ticket=ticket).delete()
    ticket.due_at = ticket.due_paused_at = ticket.due_seconds = ticket.response_due_at = None


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
    known, now = service_levels.promises(), timezone.now()
    moved: list[Clock] = []
    by_ticket: dict[int, list[Clock]] = {ticket.pk: [] for ticket in tickets}
    for clock in Clock.objects.filter(ticket__in=tickets):
        by_ticket[clock.ticket_id].append(clock)
    changed = []
    for ticket in tickets:
        found = [c for c in by_ticket[ticket.pk] if c.measure == RESOLUTION or not ticket.responded_at]  # fmt: skip
        before = [(clock.due_at, clock.calendar_id, clock.next_warning_at) for clock in found]
        for clock in found:
            hours = known.hours_of(ticket.service_id)
            clock.calendar_id = known.calendar_of(ticket.service_id)
            if (
                clock.next_warning_at is None and not clock.warned
            ):  # from before there were warnings
                _lies_behind(clock, hours, now)
            set_due(clock, hours)
        if before != [(clock.due_at, clock.calendar_id, clock.next_warning_at) for clock in found]:
            moved += found
            changed.append(ticket)
            _show(ticket, found)
    Clock.objects.bulk_update(moved, ["due_at", "calendar", "warned", "next_warning_at"])
    Ticket.objects.bulk_update(changed, ON_TICKET)
    return len(moved)


def _stand(clock: Clock, known: Promises, calendar_id: int | None, at: datetime) -> None:
    """Count what it ran by the hours of this calendar, and keep by which they were."""
    if clock.running_since is not None:
        seconds = rules.seconds_between(known.hours_in(calendar_id), clock.running_since, at)
        clock.used_seconds += seconds
        since, until = clock.running_since.isoformat(), at.isoformat()
        clock.runs = [*clock.runs, [since, until, *known.kept(calendar_id), seconds]]
    clock.running_since, clock.paused_at, clock.next_warning_at = None, at, None


def _cut_back(clock: Clock, known: Promises, at: datetime) -> None:
    """It stood a little too late: take back what was counted since."""
    over = rules.seconds_between(known.hours_in(clock.calendar_id), at, clock.paused_at or at)
    clock.used_seconds -= over
    if clock.runs:
        since, _, *by, seconds = clock.runs[-1]
        clock.runs = [*clock.runs[:-1], [since, at.isoformat(), *by, seconds - over]]
    clock.paused_at = at


def _run(clock: Clock, known: Promises, service_id: int | None, at: datetime) -> None:
    """Go on by the hours of this service; one that runs by other hours is counted by those until now."""
    calendar = known.calendar_of(service_id)
    if clock.running_since is not None and calendar != clock.calendar_id:
        _stand(clock, known, clock.calendar_id, at)
    clock.running_since, clock.paused_at = clock.running_since or at, None
    clock.calendar_id = calendar
    set_due(clock, known.hours_of(service_id))


def set_due(clock: Clock, hours: rules.Hours) -> None:
    """When it falls due if it runs from here on: from the moment it began to run, or, standing, as if from its pause."""
    since = clock.running_since or clock.paused_at or clock.started_at
    clock.due_at = rules.add_seconds(hours, since, clock.target_seconds - clock.used_seconds)
    share = next((share for share in SHARES if share > clock.warned), None)
    clock.next_warning_at = None
    if clock.running_since is not None and share is not None:
        left = clock.target_seconds * share / 100 - clock.used_seconds
        clock.next_warning_at = rules.add_seconds(hours, clock.running_since, left)


def _promise(clock: Clock, term: Term, at: datetime) -> None:
    """Give it another promise, and keep what it had."""
    if (clock.target_seconds, clock.target_id) != (term.seconds, term.target_id):
        if clock.pk is not None:
            clock.earlier = [*clock.earlier, [at.isoformat(), clock.target_seconds, clock.target_id]]  # fmt: skip
        clock.target_seconds, clock.target_id = term.seconds, term.target_id


def _lies_behind(clock: Clock, hours: rules.Hours, at: datetime) -> None:
    """Of a promise given now nothing is told that lies behind; but that it is broken is, unless it was broken before."""
    used, was_broken = clock.used_seconds, clock.warned >= SHARES[-1]
    if clock.running_since is not None:
        used += rules.seconds_between(hours, clock.running_since, at)
    passed = [share for share in SHARES if used * 100 > clock.target_seconds * share]
    clock.warned = passed[-1] if passed else 0
    if clock.warned == SHARES[-1] and not was_broken:
        clock.warned = SHARES[-2]
    set_due(clock, hours)


def _begun(ticket: Ticket, measure: str, known: Promises, at: datetime) -> Clock:
    """A clock for a ticket that had none: what it has used is the life it has lived."""
    calendar = known.calendar_of(ticket.service_id)
    clock = Clock(
        ticket=ticket, measure=measure, calendar_id=calendar, started_at=ticket.logged_at, used_seconds=0.0, runs=[], earlier=[], warned=0
    )  # fmt: skip
    since, phase = at, ticket.phase
    lived: Any = Stretch.objects.filter(ticket=ticket).order_by("during")
    for during, phase in lived.values_list("during", "phase"):
        since = during.lower
        if phase not in STANDS[measure] and clock.running_since is None:
            clock.running_since = since
        elif phase in STANDS[measure]:
            _stand(clock, known, calendar, since)
    clock.stopped_at = since if phase == states.DONE else None
    if clock.running_since is None and clock.paused_at is None:
        clock.paused_at = since
    return clock


def _keep(ticket: Ticket, clocks: list[Clock]) -> None:
    _write(clocks)
    _show(ticket, clocks)


def _write(clocks: list[Clock]) -> None:
    Clock.objects.bulk_create([clock for clock in clocks if clock.pk is None])
    Clock.objects.bulk_update([clock for clock in clocks if clock.pk is not None], FIELDS)


def _show(ticket: Ticket, clocks: list[Clock]) -> None:
    """What lists show of the clocks stands on the ticket itself."""
    by_measure = {clock.measure: clock for clock in clocks}
    _show_resolution(ticket, by_measure.get(RESOLUTION))
    _show_response(ticket, by_measure.get(RESPONSE))


def _show_one(ticket: Ticket, clock: Clock) -> None:
    if clock.measure == RESOLUTION:
        _show_resolution(ticket, clock)
    else:
        _show_response(ticket, clock)


def _show_resolution(ticket: Ticket, clock: Clock | None) -> None:
    ticket.due_at = clock.due_at if clock else None
    ticket.due_paused_at = clock.paused_at if clock else None
    ticket.due_seconds = clock.target_seconds if clock else None


def _show_response(ticket: Ticket, clock: Clock | None) -> None:
    if ticket.responded_at is None:
        ticket.response_due_at = clock.due_at if clock else None
