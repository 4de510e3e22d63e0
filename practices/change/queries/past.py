"""Changes of the past as those see them who decide by what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from practices.change import states
from practices.change.models import Change, Freeze

if TYPE_CHECKING:
    from datetime import datetime


def past_kinds(since: datetime) -> list[tuple[str, int, int | None, bool, int]]:
    """(type, risk, tier of its service, in a freeze, how many) of the changes put before deciders since a moment: one statement."""
    frozen = Freeze.objects.filter(
        Q(services=None) | Q(services=OuterRef("ticket__service")), cancelled_at__isnull=True, during__overlap=OuterRef("window")
    )  # fmt: skip
    rows = Change.objects.filter(ticket__logged_at__gte=since).exclude(ticket__state__in=(states.DRAFT, states.CANCELLED))  # fmt: skip
    columns = rows.annotate(is_frozen=Exists(frozen)).values_list("type", "risk", "ticket__service__tier", "is_frozen")  # fmt: skip
    return list(columns.annotate(n=Count("pk")).order_by())
