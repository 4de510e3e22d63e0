"""The value that kept trials brought, told with the bounds of what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from improvement import access, states
from improvement.models import Trial
from improvement.rules import evidence

if TYPE_CHECKING:
    from datetime import date

    from svs.accounts.models import User


@dataclass(frozen=True)
class Told:
    """Hours that kept trials saved, and between which bounds the truth lies, 95 of 100 times."""

    hours: float
    low: float
    high: float
    trials: int
    rows: tuple[dict[str, object], ...]  # ref, issue, service, hours, low, high; largest first


def value_told(user: User, since: date) -> Told:
    """What the trials kept since that day saved over their own cases, of improvements this person sees: one statement."""
    rows = list(
        Trial.objects.filter(
            verdict=states.KEPT, saved__isnull=False, judged_at__date__gte=since, improvement__in=access.visible_to(user)
        )
        .order_by("-saved", "id")
        .values_list("saved", "saved_low", "saved_high", "improvement__ref", "improvement__issue", "improvement__service__name")
    )  # fmt: skip
    parts = [(float(r[0] or 0), float(r[1] or 0), float(r[2] or 0)) for r in rows]
    whole = [seconds / 3600 for seconds in evidence.summed(parts)]
    shown = tuple(
        {"ref": r[3], "issue": r[4], "service": r[5], "hours": p[0] / 3600, "low": p[1] / 3600, "high": p[2] / 3600}
        for r, p in zip(rows, parts, strict=True)
    )  # fmt: skip
    return Told(whole[0], whole[1], whole[2], len(rows), shown)
