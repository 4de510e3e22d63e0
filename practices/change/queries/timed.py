"""Which changes are due for something by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from practices.change import states
from practices.change.models import Change

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.models import Ticket

BATCH = 200  # what one run does at most; the next one goes on


def windows_to_tell(now: datetime) -> list[int]:
    """The approved changes whose window opened, or went by, and nobody was told yet."""
    opened = Q(window_told=0, window__startswith__lte=now)
    missed = Q(window_told__lt=2, window__endswith__lte=now)
    rows = Change.objects.filter(opened | missed, ticket__kind="change", ticket__state=states.SCHEDULED)  # fmt: skip
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def is_to_tell(ticket: Ticket, change: Change, now: datetime) -> bool:
    """The same, of one that is locked now."""
    if ticket.state != states.SCHEDULED or change.starts_at is None or change.ends_at is None:
        return False
    return (change.window_told < 1 and change.starts_at <= now) or (
        change.window_told < 2 and change.ends_at <= now
    )


def stayed_clean(before: datetime) -> list[int]:
    """What ended before a moment, needs no review, and is not closed."""
    rows = Change.objects.filter(ticket__state=states.IMPLEMENTED, ended_at__lt=before, review_due_at__isnull=True)  # fmt: skip
    return list(rows.order_by("ended_at", "pk").values_list("pk", flat=True)[:BATCH])
