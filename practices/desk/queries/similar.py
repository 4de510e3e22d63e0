"""What was solved lately and sounds like this one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q
from django.utils import timezone

from practices.desk import access, states

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User

LATELY = timedelta(days=30)
ALIKE, SHOWN, LOOKED_AT = 0.2, 5, 3000


def similar(user: User, ticket: Ticket) -> list[dict[str, Any]]:
    """Tickets of the same service that were solved in the last 30 days under a title like this one's, the likest first.

    Of those this person sees, the newest 3,000 at most: one statement.
    """
    since = timezone.now() - LATELY
    about = Q(service_id=ticket.service_id) if ticket.service_id else Q(service__isnull=True)
    solved = access.visible_to(user).filter(
        about, phase=states.DONE, resolved_at__gte=since
    ).exclude(pk=ticket.pk)  # fmt: skip
    newest = solved.order_by("-resolved_at").values("pk")[:LOOKED_AT]
    alike = access.visible_to(user).filter(pk__in=newest).annotate(alike=TrigramSimilarity("title", ticket.title), holder=F("assignee__name"))  # fmt: skip
    rows = alike.filter(alike__gte=ALIKE).order_by("-alike", "-resolved_at", "-id")
    return [
        {**row, "url": f"/{row['kind']}s/{row['ref']}/"}
        for row in rows.values("ref", "kind", "title", "resolved_at", "holder", "alike")[:SHOWN]
    ]


def asked_by(user: User, ticket: Ticket) -> int:
    """How many tickets of the same requester this person sees."""
    if ticket.requester_id is None:
        return 0
    return access.visible_to(user).filter(requester_id=ticket.requester_id).count()
