"""What somebody began to write: kept while they write, on every device, until it is sent or discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk.models import Attachment, Draft
from practices.desk.operations import files

if TYPE_CHECKING:
    from practices.desk.models import Message, Ticket
    from svs.accounts.models import User

LONGEST = 20_000


@transaction.atomic
def save_draft(*, ticket: Ticket, user: User, body: str, is_internal: bool) -> Draft | None:
    """Keep what was typed so far; an empty text is no draft. No event: nobody but the writer knows of it."""
    text = body[:LONGEST]
    if not text.strip():
        Draft.objects.filter(user=user, ticket=ticket).delete()
        return None
    draft = Draft(
        user=user, ticket=ticket, body=text, is_internal=is_internal, saved_at=timezone.now()
    )
    Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["user", "ticket"], update_fields=["body", "is_internal", "saved_at"],
    )  # fmt: skip
    return draft


@transaction.atomic
def add_to_draft(*, ticket: Ticket, user: User, text: str, is_internal: bool = False) -> None:
    """Put a text behind what stands in the draft, whose kind stays what it was."""
    held = Draft.objects.select_for_update().filter(user=user, ticket=ticket).first()
    both = f"{held.body.rstrip()}\n\n{text}" if held and held.body.strip() else text
    save_draft(ticket=ticket, user=user, body=both, is_internal=held.is_internal if held else is_internal)  # fmt: skip


@transaction.atomic
def discard_draft(*, ticket: Ticket, user: User) -> None:
    """Throw away what was begun, with its files."""
    Draft.objects.filter(user=user, ticket=ticket).delete()
    files.drop_unsent(ticket_id=ticket.pk, owner=user)


def forget_text(*, ticket_id: int, user: User) -> None:
    """It was sent: nothing of it waits any more."""
    Draft.objects.filter(user=user, ticket_id=ticket_id).delete()


def take_in(*, message: Message) -> None:
    """Put the words and files of a reply that was taken back in front of what was begun meanwhile.

    An internal draft stays internal: nothing turns public by itself.
    """
    author = message.author
    if author is None:
        return
    held = (
        Draft.objects.select_for_update().filter(user=author, ticket_id=message.ticket_id).first()
    )
    begun = held.body.strip() if held else ""
    both = f"{message.body}\n\n{begun}" if begun else message.body
    save_draft(ticket=message.ticket, user=author, body=both, is_internal=bool(begun and held and held.is_internal))  # fmt: skip
    Attachment.objects.filter(message=message).update(message=None, is_internal=True)
