"""Broken promises as pages list them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from metrics import access
from metrics.models import Kpi, Signal

if TYPE_CHECKING:
    from svs.accounts.models import User


def open_signals(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    """Unanswered signals, soonest due first."""
    return (
        signals.filter(answer="")
        .select_related("kpi", "kpi__service", "kpi__owner")
        .order_by("due_at", "id")
    )


def all_signals(user: User) -> QuerySet[Signal]:
    """Signals this person sees: open ones first, then the newest."""
    return (
        access.signals_visible_to(user)
        .select_related("kpi", "kpi__service", "kpi__owner", "answered_by")
        .order_by(F("answered_at").desc(nulls_first=True), "due_at", "-id")
    )


def signals_of(kpi: Kpi) -> QuerySet[Signal]:
    """What a measure led to, newest first."""
    return kpi.signals.select_related("answered_by").order_by("-raised_at", "-id")


def overdue_signals(now: datetime) -> list[Signal]:
    """Signals nobody answered in time, of everybody's."""
    rows = Signal.objects.filter(answer="", due_at__lt=now).select_related("kpi__service")
    return list(rows.order_by("due_at", "id"))


def worst_signal(user: User, service_id: int) -> Signal | None:
    """The unanswered broken promise of a service that this person sees, the one that waits longest."""
    seen = access.signals_visible_to(user).filter(answer="", kpi__service_id=service_id)
    return seen.select_related("kpi").order_by("raised_at", "id").first()
