"""The decision register in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from governance.access import register as access
from governance.models import Decision
from metrics import access as metrics
from svs.knobs import registry as knobs
from svs.permissions.access import get_or_404

if TYPE_CHECKING:
    from metrics.models import Signal
    from svs.accounts.models import User


def register(user: User) -> QuerySet[Decision]:
    """Decisions this person sees, newest first."""
    return (
        access.visible_to(user)
        .select_related(
            "service",
            "decided_by",
            "signal__kpi__service",
            "reviewed_by",
            "owner",
            "approval",
            "board",
            "review_of",
        )
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


def policy() -> list[dict[str, Any]]:
    """Every policy value with what is in force and what is to come: one statement."""
    now = timezone.now()
    rows = knobs.all_values()
    listed = []
    for knob in knobs.all_knobs():
        mine = rows.get(knob.key, [])
        past, says = [row for row in mine if row.effective_at <= now], knobs.sayer(knob)
        value = past[-1].value if past else knob.default
        listed.append(
            {
                "knob": knob, "says": says(value), "since": past[-1].effective_at if past else None,
                "to_come": [{"row": row, "says": says(row.value)} for row in mine if row.effective_at > now],
            }
        )  # fmt: skip
    return listed


def policy_value(key: str) -> dict[str, Any] | None:
    """One policy value with its history, newest first; None where nobody declares it."""
    knob, now = knobs.knob_of(key), timezone.now()
    if knob is None:
        return None
    rows, says = knobs.history(key), knobs.sayer(knob)
    value = next((row.value for row in rows if row.effective_at <= now), knob.default)
    return {
        "knob": knob, "value": value, "says": says(value), "default": says(knob.default),
        "history": [{"row": row, "says": says(row.value), "is_to_come": row.effective_at > now} for row in rows],
    }  # fmt: skip


def policy_rows(user: User) -> list[dict[str, Any]]:
    """Every policy value for those who may look at it."""
    if not access.may_look(user):
        return []
    return [found for knob in knobs.all_knobs() if (found := policy_value(knob.key))]
