"""What comes again and again: wordings counted, for those who look for patterns across all tickets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, Sum
from django.db.models.functions import Coalesce, Now

from practices.desk.models import Ticket

_OPEN_FOR = ExpressionWrapper(Coalesce(F("resolved_at"), Now()) - F("logged_at"), DurationField())


@dataclass(frozen=True)
class Wording:
    """A title of one service and category: how often it came lately and before, and how long those of late were open."""

    service_id: int
    category_id: int | None
    title: str
    recent: int
    usual: int
    seconds: float


def newest_logged(kind: str) -> datetime | None:
    """When the last ticket of this kind was logged."""
    newest: datetime | None = Ticket.objects.filter(kind=kind).aggregate(at=Max("logged_at"))["at"]
    return newest


def wordings(kind: str, *, since: datetime, before: datetime, recent: datetime) -> list[Wording]:
    """Every wording of tickets of a service logged since `recent`, or from `since` to `before`: one grouped statement."""
    rows = (
        Ticket.objects.filter(kind=kind, service__isnull=False, logged_at__gte=since)
        .filter(Q(logged_at__gte=recent) | Q(logged_at__lt=before))
        .order_by()
        .values("service_id", "category_id", "title")
        .annotate(
            late=Count("id", filter=Q(logged_at__gte=recent)), early=Count("id", filter=Q(logged_at__lt=before)),
            open_for=Sum(_OPEN_FOR, filter=Q(logged_at__gte=recent)),
        )
        .values_list("service_id", "category_id", "title", "late", "early", "open_for")
    )  # fmt: skip
    return [
        Wording(
            service, category, title, late, early, open_for.total_seconds() if open_for else 0.0
        )
        for service, category, title, late, early, open_for in rows.iterator()
        if service is not None
    ]


def cases_worded(
    kind: str, service_id: int, titles: Iterable[str], recent: datetime, most: int
) -> list[tuple[int, float]]:
    """(ticket, seconds it was open) of the cases of a service with these titles, the longest first."""
    rows = (
        Ticket.objects.filter(kind=kind, service_id=service_id, title__in=set(titles), logged_at__gte=recent)
        .annotate(open_for=_OPEN_FOR)
        .order_by("-open_for", "id")
        .values_list("id", "open_for")[:most]
    )  # fmt: skip
    return [(pk, open_for.total_seconds()) for pk, open_for in rows]
