"""The decision register in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from governance import access
from governance.models import Decision
from metrics import access as metrics
from svs.permissions.access import get_or_404

if TYPE_CHECKING:
    from metrics.models import Signal
    from svs.accounts.models import User


def register(user: User) -> QuerySet[Decision]:
    """Decisions this person sees, newest first."""
    return (
        access.visible_to(user)
        .select_related("service", "decided_by", "signal__kpi__service", "reviewed_by")
        .order_by("-decided_at", "-id")
    )


def of_service(user: User, service_id: int) -> QuerySet[Decision]:
    """What was decided on one service."""
    return register(user).filter(service_id=service_id)


def signal_to_decide(user: User, number: object) -> Signal:
    """The signal somebody wants to decide on: 404 unseen, 403 when it is not theirs to answer."""
    text = str(number)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    visible = metrics.signals_visible_to(user).select_related("kpi__service", "kpi__owner")
    return get_or_404(user, metrics.ANSWER, visible, pk=int(text))
