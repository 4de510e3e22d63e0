"""What a ticket is about, and which tickets are about an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practices.configuration import access as items
from practices.configuration import queries as item_queries
from practices.desk import access
from practices.desk.models import Ticket, TicketItem

if TYPE_CHECKING:
    from svs.accounts.models import User

SHOWN = 10


def items_of(user: User, ticket_id: int) -> list[dict[str, Any]]:
    """The items of a ticket that this person sees, by name: one statement, none for requesters."""
    if not items.may_read(user):
        return []
    seen = items.visible_to(user)
    rows: Any = TicketItem.objects.filter(ticket_id=ticket_id, item__in=seen)
    return list(rows.order_by("item__name", "item_id").values("item_id", "item__name", "item__kind"))  # fmt: skip


def item_ids(user: User, ticket_id: int) -> list[int]:
    """The ids of the items of a ticket that this person sees."""
    return sorted(row["item_id"] for row in items_of(user, ticket_id))


def choices(user: User, ticket: Ticket, words: str, taken: list[int]) -> list[tuple[int, str]]:
    """Items to pick for a ticket: by words, those of its service first."""
    return item_queries.choices(user, words, service_id=ticket.service_id, without=taken)


def tickets_about(user: User, item_id: int) -> list[Ticket]:
    """Open tickets about an item that this person sees, newest first."""
    about = access.visible_to(user).open().filter(pk__in=TicketItem.objects.filter(item_id=item_id).values("ticket_id"))  # fmt: skip
    return list(about.order_by("-logged_at", "-id")[:SHOWN])
