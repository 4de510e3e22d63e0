"""Tickets that have to do with each other, and those that are taken in batches."""

from django.db.models import QuerySet

from practices.desk.models import Ticket, TicketLink


def lock_both(first_id: int, second_id: int) -> tuple[Ticket, Ticket]:
    """Lock two tickets, always in the same order, so that two people never wait for each other."""
    rows = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=(first_id, second_id))
    found = {ticket.pk: ticket for ticket in rows.order_by("pk")}
    return found[first_id], found[second_id]


def claim(tickets: QuerySet[Ticket], size: int) -> list[Ticket]:
    """Lock the first of these tickets, passing over what somebody else holds right now."""
    return list(tickets.select_for_update(of=("self",), skip_locked=True)[:size])


def link(*, kind: str, source_id: int, target_id: int) -> None:
    """Say that two tickets have to do with each other. The practice that says so emits its own event."""
    TicketLink.objects.create(kind=kind, source_id=source_id, target_id=target_id)


def link_once(*, kind: str, source_id: int, target_id: int) -> None:
    """Say it, unless it was said before."""
    TicketLink.objects.get_or_create(kind=kind, source_id=source_id, target_id=target_id)


def unlink_pair(*, kind: str, source_id: int, target_id: int) -> None:
    """Take one link between two tickets back, where there is one."""
    TicketLink.objects.filter(kind=kind, source_id=source_id, target_id=target_id).delete()


def unlink(*, kind: str, source_id: int) -> int:
    """Take a ticket's links of a kind back; returns how many there were. The practice emits its own event."""
    return TicketLink.objects.filter(kind=kind, source_id=source_id).delete()[0]
