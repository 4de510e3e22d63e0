"""The original of a mail that stands on a ticket, for those of the desk who read everything on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.desk import access
from practices.desk.models import Ticket
from svs.mail import queries as mails

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.mail.models import InboundMail


def original(user: User, ticket: Ticket, message_id: int) -> InboundMail | None:
    """The mail that a message was made of; with 0 the one that became the ticket, also where it was merged or converted since."""
    if message_id:
        here = access.messages_visible_to(user, ticket).filter(pk=message_id, channel="email")
        return mails.original_of_reply(message_id) if here.exists() else None
    ids = [ticket.pk, *Ticket.objects.filter(continued_in_id=ticket.pk).values_list("pk", flat=True)[:20]]  # fmt: skip
    return mails.original_of_tickets(ids)
