"""An improvement as plain values for whoever decides whether it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from improvement.models import Improvement
from improvement.rules import ranking
from svs import gates
from svs.events.models import DomainEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

WROTE = ("improvement.raised", "improvement.changed", "improvement.assessed")


def case_of(improvement_id: int) -> gates.Case:
    """The improvement as it stands now; its parties are all who ever raised, owned, wrote or assessed it."""
    row = Improvement.objects.select_related("service").get(pk=improvement_id)
    risk = ranking.CASE_RISK.get(row.risk or 1, gates.LOW)
    return gates.Case(
        kind="improvement", practice="improvement", subject_type="improvement", subject_id=row.pk, ref=row.ref, title=row.issue[:200],
        url=reverse("improvement:improvement", args=[row.ref]), version=row.case_version,
        parties=frozenset({*_writers(row.pk), row.owner_id, row.raised_by_id} - {None}),  # type: ignore[arg-type]
        service_id=row.service_id, risk=risk, tier=row.service.tier if row.service else 4,
        team_id=row.service.team_id if row.service else None, facts=tuple(_facts(row)),
    )  # fmt: skip


def _writers(improvement_id: int) -> Iterable[int | None]:
    """Who wrote it, and who owned it before: one statement."""
    events = DomainEvent.objects.filter(
        subject_type="improvement", subject_id=improvement_id, name__in=WROTE
    )
    rows = events.values_list("actor_user_id", "data__was_owner")
    return {person for row in rows for person in row}


def _facts(row: Improvement) -> Iterable[tuple[str, str]]:
    yield "Expected", row.expected_impact
    scales = (("Impact", row.impact, ranking.IMPACT), ("Effort", row.effort, ranking.EFFORT), ("Risk", row.risk, ranking.RISK))  # fmt: skip
    for name, point, meaning in scales:
        if point:
            yield name, f"{point} of 5: {meaning[point]}"
