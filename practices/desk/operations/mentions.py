"""Colleagues who are named in a note: they watch the ticket from then on, and are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Lower

from practices.desk import access
from practices.desk.models import Watcher
from practices.desk.rules import texts
from svs.accounts.models import User
from svs.events.emit import emit

if TYPE_CHECKING:
    from practices.desk.models import Message, Ticket

MOST = 20


def mention(*, message: Message, ticket: Ticket, said: dict[str, Any]) -> None:
    """Have the agents whom a note names by `@Name` watch the ticket, as far as they see it. Emits ticket.mentioned."""
    names = texts.names_after_at(message.body)
    if not names:
        return
    found = User.objects.annotate(lower=Lower("name")).filter(lower__in=names, is_active=True)
    agents = [
        user
        for user in found.order_by("id")[: 2 * MOST]
        if access.is_agent(user) and user.pk != message.author_id and access.sees(user, ticket)
    ][:MOST]
    if not agents:
        return
    message.mentions = sorted({user.name for user in agents})
    message.save(update_fields=["mentions"])
    Watcher.objects.bulk_create(
        [Watcher(ticket_id=ticket.pk, user=user) for user in agents], ignore_conflicts=True
    )
    emit(
        "ticket.mentioned", data={"message_id": message.pk, "user_ids": [user.pk for user in agents]}, **said
    )  # fmt: skip
