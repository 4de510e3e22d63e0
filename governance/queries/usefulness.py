"""What each decision right costs and what it changed: the wait it adds, and how often it refused or bettered anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Q, When
from django.db.models.fields import BooleanField
from django.utils import timezone

from governance.models import Approval
from governance.rules.usefulness import DAYS, Usefulness, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.models import DecisionRight

_CHANGED = Q(state=Approval.State.REFUSED) | Q(voided_votes__gt=0) | Q(round__gt=1) | ~Q(words="")


def usefulness(rights: Iterable[DecisionRight]) -> dict[int, Usefulness]:
    """By id of the version: what its approvals of the last 90 days took and changed. One statement."""
    wanted = {right.pk: right for right in rights}
    since = timezone.now() - timedelta(days=DAYS)
    rows = Approval.objects.filter(right__in=wanted, decided_at__gte=since).exclude(state=Approval.State.WITHDRAWN)  # fmt: skip
    changed = Case(When(_CHANGED, then=True), default=False, output_field=BooleanField())
    found: dict[int, list[tuple[float, bool]]] = {}
    columns = rows.annotate(changed=changed).values_list(
        "right_id", "asked_at", "decided_at", "changed"
    )
    for right_id, asked, decided, did in columns:
        if right_id and decided:
            found.setdefault(right_id, []).append(((decided - asked).total_seconds(), did))
    return {pk: weigh(found.get(pk, []), right.steps) for pk, right in wanted.items()}


@dataclass(frozen=True)
class Row:
    """A row of the table with its draft and what it is worth."""

    right: DecisionRight
    use: Usefulness
    draft: DecisionRight | None = None
