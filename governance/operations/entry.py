"""Whoever is asked sees what they are asked about, as long as it matters to them; nothing more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from governance.access.delegates import standing_in_for
from governance.models import Vote
from governance.rules import times
from svs.permissions.models import Grant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import OuterRef, QuerySet

    from governance.models import Approval, Step


def grants_of(approval: Approval) -> QuerySet[Grant]:
    """What was opened for this approval, and for nothing else."""
    return Grant.objects.filter(
        subject_type=approval.subject_type, subject_id=approval.subject_id, reason=_reason(approval)
    )


def let_in(approval: Approval, step: Step, people: Iterable[int]) -> list[int]:
    """Let these people and those who stand in for them see it, until it is decided; gives who they are, to be told."""
    asked = set(people)
    who = asked | {one.to_id for one in standing_in_for(asked, step.board_id)}
    grants_of(approval).filter(user__in=who).update(until=None)
    inside = set(grants_of(approval).filter(user__in=who).values_list("user_id", flat=True))
    Grant.objects.bulk_create(
        Grant(user_id=pk, subject_type=approval.subject_type, subject_id=approval.subject_id, verb="view", reason=_reason(approval))
        for pk in sorted(who - inside)
    )  # fmt: skip
    return sorted(who)


def shut_out(approval: Approval) -> None:
    """It is asked anew, or taken back: who was asked and has not voted need not see it any more."""
    voted = Vote.objects.filter(seat__step__approval=approval).values("cast_by")
    grants_of(approval).exclude(user__in=voted).delete()


def reads_on(approval: Approval) -> None:
    """It is over: they see for some time what becomes of it."""
    grants_of(approval).filter(until__isnull=True).update(until=timezone.now() + times.READS_ON)


def _reason(approval: Approval) -> str:
    return f"Asked to decide {approval.ref}"


def grants_of_open(user: OuterRef, subject_type: OuterRef, subject_id: OuterRef) -> QuerySet[Grant]:
    """What lets somebody see a case that is asked just now, for conditions."""
    rows = Grant.objects.filter(user=user, subject_type=subject_type, subject_id=subject_id, until__isnull=True)  # fmt: skip
    return rows.filter(verb="view")
