"""Who has a ticket open just now. It warns and never locks; no event, for it is forgotten within a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from practices.desk.models import Viewing

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User

FORGOTTEN_AFTER = timedelta(days=1)
WRITES = ("", "reply", "note")


def look_at(*, ticket: Ticket, user: User, writes: str = "") -> None:
    """Say that this person looks at a ticket now, and what they write there. The same person twice is one."""
    row = Viewing(ticket=ticket, user=user, seen_at=timezone.now(), writes=writes if writes in WRITES else "")  # fmt: skip
    Viewing.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["ticket", "user"], update_fields=["seen_at", "writes"]
    )  # fmt: skip


def forget_old() -> int:
    """Forget who looked a day ago; returns how many rows went."""
    return Viewing.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
