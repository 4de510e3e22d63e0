"""What a letter to whoever asked may say: nothing internal, and nothing of a sender nobody could verify."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from practices.desk.models import Channel, Message, Ticket
from svs.events.models import DomainEvent

if TYPE_CHECKING:
    from datetime import datetime

    from svs.accounts.models import User

JUST_NOW = timedelta(minutes=5)


def ticket_of(ticket_id: int) -> Ticket | None:
    """A ticket with whom a letter goes to and who has it."""
    return (
        Ticket.objects.select_related("requester", "service", "team").filter(pk=ticket_id).first()
    )


def is_asked_by(ticket_ref: str, user_id: int) -> bool:
    """Is this still whoever asked for it?"""
    return Ticket.objects.filter(ref=ticket_ref, requester_id=user_id).exists()


def stands(ticket_ref: str, phase: str, cause: str) -> bool:
    """Does the ticket still stand where its letter says?"""
    found = Ticket.objects.filter(ref=ticket_ref, phase=phase)
    return (found.filter(cause=cause) if cause else found).exists()


def was_taken_back(event: DomainEvent) -> bool:
    """Was this move taken back since?"""
    told = DomainEvent.objects.filter(subject_type="ticket", subject_id=event.subject_id, id__gt=event.pk)  # fmt: skip
    return told.filter(name="ticket.undone", data__event_id=event.pk).exists()


def public_message(message_id: int) -> Message | None:
    """A public message with its author; a note is none."""
    return Message.objects.public().select_related("author").filter(pk=message_id).first()


def said_before(ticket: Ticket, before: datetime) -> Message | None:
    """What the requester said last in public before this moment."""
    theirs = Message.objects.public().filter(ticket=ticket, author_id=ticket.requester_id)
    return theirs.filter(created_at__lt=before).order_by("-created_at", "-id").first()


def replied_just_now(ticket: Ticket, at: datetime) -> bool:
    """Did one of ours write to the requester in the minutes around this moment? What is about to leave counts."""
    ours = Message.objects.filter(ticket=ticket, is_internal=False).exclude(author_id=ticket.requester_id)  # fmt: skip
    return ours.filter(created_at__range=(at - JUST_NOW, at + JUST_NOW)).exists()


def was_verified(ticket: Ticket) -> bool:
    """Did it come from whoever it says? Only mail can pretend."""
    if ticket.channel != Channel.EMAIL:
        return True
    logged = DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk, name=f"{ticket.kind}.logged")  # fmt: skip
    data = logged.values_list("data", flat=True).first() or {}
    return bool(data.get("is_verified", False))


def moment_for(user: User, moment: datetime | None) -> str:
    """A moment in the time of whoever reads it: Tue 3 Mar 17:00."""
    if moment is None:
        return ""
    there = moment.astimezone(ZoneInfo(user.time_zone or settings.SVS_TIME_ZONE))
    return f"{there:%a} {there.day} {there:%b %H:%M}"
