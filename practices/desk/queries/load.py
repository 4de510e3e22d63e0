"""How much is open on some services, beside what usually is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from practices.desk.models import Ticket

WEEKS = 4  # looked back on, at the same hour of the same weekday


def open_beside_usual(kind: str, service_ids: Iterable[int], now: datetime) -> tuple[int, float]:
    """How many of a kind are open on these services, and how many were on average a week, two, three and four ago: one statement."""
    then = [now - timedelta(weeks=n) for n in range(1, WEEKS + 1)]
    told: dict[str, Any] = {"now": Count("id", filter=Q(resolved_at__isnull=True))}
    for n, at in enumerate(then):
        was_open = Q(logged_at__lte=at) & (Q(resolved_at__isnull=True) | Q(resolved_at__gt=at))
        told[f"then{n}"] = Count("id", filter=was_open)
    recent = ~Q(phase="DONE") | Q(phase="DONE", resolved_at__gt=then[-1])
    found = Ticket.objects.filter(recent, kind=kind, service__in=list(service_ids)).aggregate(**told)  # fmt: skip
    return found["now"], sum(found[f"then{n}"] for n in range(WEEKS)) / WEEKS
