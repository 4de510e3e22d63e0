"""Give tickets that are open a promise that was made after they were logged."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from practices.desk.models import Clock, Ticket, TicketQuerySet
from practices.desk.operations import clocks
from practices.service_level import queries as service_levels
from practices.service_level.states import RESPONSE
from svs.events import jobs
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.events.models import Job

RENEW, CHUNK = "desk.renew_promises", 200


def ask_for_renewal(said: dict[str, Any], service_id: int | None, target_id: int) -> None:
    """A time was set for open tickets too: have them promised it, when it begins to hold."""
    job = jobs.start(
        RENEW, total=_concerned(said, service_id).count(), target_id=target_id, service_id=service_id,
        **{name: said[name] for name in ("kind", "priority", "measure")},
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(due_at=datetime.fromisoformat(said["holds_from"]))


def renew_chunk(job: Job) -> bool:
    """Promise the next open tickets the time that holds now; True when all are done. Doing it twice changes nothing.

    Emits ticket.retargeted for each that was promised another.
    """
    service_levels.forget_promises()
    due = _concerned(job.args, job.args["service_id"]).filter(pk__gt=job.cursor.get("after", 0))
    tickets = list(due.order_by("pk").select_for_update(of=("self",))[:CHUNK])
    renewed = job.result.get("renewed", 0) + _renew(tickets, job.args)
    job.result, job.done = {"renewed": renewed}, job.done + len(tickets)
    job.cursor = {"after": tickets[-1].pk if tickets else job.cursor.get("after", 0)}
    return len(tickets) < CHUNK


def _renew(tickets: list[Ticket], said: dict[str, Any]) -> int:
    known, now, renewed = service_levels.promises(), timezone.now(), 0
    found = Clock.objects.filter(
        ticket__in=tickets, measure=said["measure"], stopped_at__isnull=True
    )
    by_ticket = {clock.ticket_id: clock for clock in found}
    for ticket in tickets:
        clock = by_ticket.get(ticket.pk)
        term = known.term(ticket.kind, ticket.priority, ticket.service_id, said["measure"], at=now)
        # A service with a time of its own does not follow the general one.
        if term is None or term.target_id != said["target_id"]:
            continue
        if clock is not None and clock.target_id == term.target_id:
            continue
        before = clock.target_seconds if clock else None
        clocks.renew(ticket, clock, said["measure"], term, now)
        ticket.save(update_fields=clocks.ON_TICKET)
        emit("ticket.retargeted", subject=("ticket", ticket.pk), actor=SYSTEM_ACTOR, service_id=ticket.service_id, occurred_at=now,
             data={"measure": said["measure"], "before": before, "seconds": term.seconds, "target_id": term.target_id})  # fmt: skip
        renewed += 1
    return renewed


def _concerned(said: dict[str, Any], service_id: int | None) -> TicketQuerySet:
    rows = Ticket.objects.open().filter(kind=said["kind"], priority=said["priority"])
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    return rows.filter(responded_at__isnull=True) if said["measure"] == RESPONSE else rows
