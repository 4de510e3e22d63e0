"""Which decision right a case falls under: the table in force at a moment, read once, judged in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from governance.models import DecisionRight
from governance.rules.rights import Tier, fitting
from svs.services import queries as services

if TYPE_CHECKING:
    from datetime import datetime

    from svs.gates import Case


def in_force(at: datetime | None = None) -> QuerySet[DecisionRight]:
    """The rows of the table that hold at a moment, in the order in which they are asked."""
    moment = at or timezone.now()
    held = Q(until__isnull=True) | Q(until__gt=moment)
    rows = DecisionRight.objects.filter(held, state=DecisionRight.State.ADOPTED, since__lte=moment)
    return rows.order_by("subject", "position", "number", "id")


def tier_of(case: Case) -> Tier:
    """A case as the table sees it. One statement, and only where its practice is known."""
    maturity = services.maturity_of(case.practice) if case.practice else None
    return Tier(case.kind, case.variety, case.risk, case.tier, maturity, case.flags)


def right_for(case: Case, at: datetime | None = None) -> DecisionRight | None:
    """The right that holds for a case at a moment; None where no row was written for it, and then the strictest holds.

    At most two statements.
    """
    rows = list(in_force(at).filter(subject=case.kind))
    return fitting(rows, tier_of(case)) if rows else None
