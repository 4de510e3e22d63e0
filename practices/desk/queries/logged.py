"""What was logged while something else was fresh: which tickets of a kind touch the same services or items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, Value

from practices.desk.models import Ticket, TicketItem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True)
class Logged:
    """A ticket as plain values: when it was logged, and what it is about."""

    pk: int
    logged_at: datetime
    service_id: int | None
    item_ids: frozenset[int]


def between(
    kind: str, since: datetime, until: datetime, service_ids: Iterable[int], item_ids: Iterable[int], most: int
) -> list[Logged]:  # fmt: skip
    """Tickets of a kind logged between two moments about one of these services or items, the oldest first: one statement."""
    about = TicketItem.objects.filter(ticket=OuterRef("pk"), item_id__in=sorted(item_ids))
    touches = Q(service_id__in=sorted(service_ids)) | Q(Exists(about))
    rows = Ticket.objects.filter(touches, kind=kind, logged_at__gte=since, logged_at__lt=until)
    return _as_told(rows.order_by("logged_at", "id")[:most])


def of_incident(ticket_id: int) -> Logged | None:
    """One incident; None where there is none of that id."""
    return next(iter(_as_told(Ticket.objects.filter(pk=ticket_id, kind="incident"))), None)


def _as_told(rows: Any) -> list[Logged]:
    items = ArrayAgg("items", filter=Q(items__isnull=False), default=Value([]))
    told = rows.annotate(of=items).values_list("pk", "logged_at", "service_id", "of")
    return [
        Logged(pk, logged_at, service_id, frozenset(of)) for pk, logged_at, service_id, of in told
    ]
