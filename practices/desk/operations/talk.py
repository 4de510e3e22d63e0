"""What is said on a ticket."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from practices.desk import access
from practices.desk.models import Message, Ticket
from practices.desk.operations import clocks
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import Actor
from svs.events.emit import emit


@transaction.atomic
def add_message(
    *, ticket_id: int, author: User | None, actor: Actor, body: str, is_internal: bool, channel: str = "desk"
) -> Message:  # fmt: skip
    """Add a public reply or an internal note; a rule writes without an author, under its own ref.

    Never needs a version: talk does not collide.

    Raises RuleViolation("message_required"). Emits <kind>.replied or <kind>.noted.
    """
    text = body.strip()
    if not text:
        raise RuleViolation("message_required", "Write something first.", field="body")
    ticket = Ticket.objects.only(
        "id", "kind", "service_id", "requester_id", "logged_at", "responded_at", "response_due_at"
    ).get(pk=ticket_id)
    now = timezone.now()
    message = Message.objects.create(
        ticket_id=ticket_id,
        author=author,
        author_ref="" if author else actor.ref[:40],
        is_internal=is_internal,
        body=text,
        channel=channel,
        created_at=now,
    )
    _answer(ticket, author, now, is_internal=is_internal)
    emit(
        f"{ticket.kind}.{'noted' if is_internal else 'replied'}",
        subject=("ticket", ticket_id),
        actor=actor,
        service_id=ticket.service_id,
        occurred_at=now,
        data={
            "message_id": message.pk,
            "by_requester": author is not None and author.pk == ticket.requester_id,
        },
    )
    return message


def _answer(ticket: Ticket, author: User | None, now: datetime, *, is_internal: bool) -> None:
    """The first public reply of one of ours, who did not ask themselves, is the response."""
    if (
        is_internal
        or author is None
        or author.pk == ticket.requester_id
        or ticket.responded_at is not None
        or not access.is_agent(author)
    ):
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=now)
        return
    # Lock first: of two who answer at once, one was the first.
    if Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk).responded_at is None:
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=now, **clocks.answered(ticket, now))
    else:
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=now)
