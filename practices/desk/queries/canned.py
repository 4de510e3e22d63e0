"""Canned replies as they are picked: filled with what is known of the ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from practices.desk import access
from practices.desk.models import CannedReply
from practices.desk.rules import texts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from practices.desk.models import Ticket
    from svs.accounts.models import User

MOST = 50


def listed(user: User) -> QuerySet[CannedReply]:
    """The texts this person sees, those in use first."""
    seen = access.canned_visible_to(user).select_related("team")
    return seen.order_by("-is_active", "name", "id")


def values_of(user: User, ticket: Any) -> dict[str, str]:
    """What stands for each name in braces."""
    return {
        "requester": ticket.requester.name if ticket.requester else "",
        "ref": ticket.ref, "title": ticket.title,
        "service": ticket.service.name if ticket.service else "",
        "me": user.name, "team": ticket.team.name if ticket.team else "",
    }  # fmt: skip


def choices(user: User, ticket: Ticket, words: str = "") -> list[dict[str, Any]]:
    """Texts for this ticket, filled; those of its team and of one's own teams and of everybody: one statement."""
    usable = Q(team__isnull=True) | Q(team_id=ticket.team_id) | Q(team_id__in=user.team_ids)
    found = access.canned_visible_to(user).filter(usable, is_active=True)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(body__icontains=words))
    known = values_of(user, ticket)
    rows = found.order_by("name", "id")[:MOST]
    return [{"id": row.pk, "name": row.name, "text": texts.fill(row.body, known)} for row in rows]
