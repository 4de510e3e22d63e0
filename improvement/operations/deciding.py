"""Nothing is tried before somebody entitled said yes to it, as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from improvement import states
from improvement.operations.records import lock
from svs import gates
from svs.errors import RuleViolation, TransitionNotAllowed

if TYPE_CHECKING:
    from improvement.models import Improvement
    from svs.events.actor import Actor

KIND = "improvement"


@transaction.atomic
def ask_approval(*, improvement: Improvement, actor: Actor, version: int | None = None) -> Improvement:  # fmt: skip
    """Put an assessed improvement before those who decide; where nobody has to, it is approved at once.

    Raises StaleVersion, TransitionNotAllowed, RuleViolation("asked_already", "approved_already", "refused_already").
    Whoever judges emits that it was asked.
    """
    improvement = lock(improvement.pk, version)
    if improvement.state != states.ASSESSED:
        raise TransitionNotAllowed("ask for approval of", improvement.state)
    gates.check_may_ask(gates.standing(KIND, improvement.pk))
    gates.ask(KIND, improvement.pk, actor=actor)
    return improvement


def decided(improvement_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Those who decide answered: that is all there is to it, its trial asks them whether it passed."""


def hold(improvement_id: int) -> Improvement:
    """Lock it ahead of the votes on it."""
    return lock(improvement_id, None)


def check_passed(improvement: Improvement) -> None:
    """Raises RuleViolation("not_approved") unless it may be tried as it stands."""
    if not gates.has_passed(KIND, improvement.pk):
        raise RuleViolation("not_approved", "It was not approved as it stands: ask for approval first.")  # fmt: skip


def edited(improvement: Improvement, actor: Actor) -> None:
    """A material edit: what was asked about before is not what stands here now. The improvement is locked."""
    asked = gates.standing(KIND, improvement.pk)
    if asked.asked_version != improvement.case_version:
        return
    improvement.case_version += 1
    improvement.save(update_fields=["case_version"])
    if asked.is_open:
        gates.ask(KIND, improvement.pk, actor=actor)
