"""Which tickets have to do with each other, which wake or close by themselves, and which were solved at first contact."""

from datetime import datetime

from django.db.models import Count, Q

from practices.desk import states
from practices.desk.models import Message, Stretch, Ticket, TicketQuerySet


def is_first_contact(ticket_id: int) -> bool:
    """Was it one team and one holder all its life, never waiting for anybody? Read from its stretches, never ticked."""
    found = Stretch.objects.filter(ticket_id=ticket_id).aggregate(
        teams=Count("team", distinct=True),
        holders=Count("assignee", distinct=True),
        waits=Count("id", filter=Q(phase=states.WAITING)),
    )
    return (found["teams"], found["holders"], found["waits"]) == (1, 1, 0)


def linking_to(target_id: int, kind: str) -> TicketQuerySet:
    """The tickets that link to this one."""
    return Ticket.objects.filter(links_out__kind=kind, links_out__target_id=target_id)


def linked_from(source_id: int, kind: str) -> TicketQuerySet:
    """The tickets that this one links to."""
    return Ticket.objects.filter(links_in__kind=kind, links_in__source_id=source_id)


def waking(kind: str, now: datetime) -> TicketQuerySet:
    """Waiting tickets whose moment has come, the longest due first."""
    due = Ticket.objects.of_kind(kind).filter(wake_at__lte=now)
    return due.order_by("wake_at", "id")


def restored_before(kind: str, moment: datetime) -> TicketQuerySet:
    """Tickets restored before a moment and not closed yet, the oldest first."""
    done = Ticket.objects.of_kind(kind).filter(phase=states.DONE, closed_at__isnull=True)
    return done.filter(resolved_at__lt=moment).order_by("resolved_at", "id")


def message_of(message_id: int) -> Message | None:
    """A message with who wrote it."""
    return Message.objects.filter(pk=message_id).select_related("author").first()


def message_text(message_id: int) -> str:
    """What a message says, for those who pass it on."""
    return Message.objects.values_list("body", flat=True).get(pk=message_id)
