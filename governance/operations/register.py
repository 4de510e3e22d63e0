"""Record a decision, and later what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from governance.models import Decision
from metrics import operations as metrics
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from metrics.models import Signal
    from svs.events.actor import Actor


@transaction.atomic
def record_decision(
    *, actor: Actor, signal: Signal, title: str, why: str, expected_effect: str, review_date: date, cost: str = "", commitment: str = ""
) -> Decision:  # fmt: skip
    """Decide on a signal; the decision answers it, and its numbers are kept as they were.

    Raises RuleViolation("title_required", "why_required", "expected_effect_required", "date_passed", "answered_already").
    Emits decision.recorded.
    """
    if actor.user_id is None:
        raise RuleViolation("person_required", "A person decides, not a program by itself.")
    if review_date <= timezone.localdate():
        raise RuleViolation("date_passed", "Look at it again on a day to come.", field="review_date")  # fmt: skip
    decision = Decision(
        signal=signal, service_id=signal.kpi.service_id, review_date=review_date, decided_by_id=actor.user_id,
        decided_at=timezone.now(), title=words(title, "title", "Say what was decided.", 200),
        why=words(why, "why", "Say why.", 1000),
        expected_effect=words(expected_effect, "expected_effect", "Say what should change, and by how much.", 500),
        owner_id=actor.user_id, cost=" ".join(cost.split())[:200], commitment=" ".join(commitment.split())[:200],
        evidence={
            "kpi": signal.kpi.ref, "value": signal.value, "target": signal.target, "n": signal.n,
            "day": signal.day.isoformat(),
        },
    )  # fmt: skip
    if signal.answer:
        raise RuleViolation("answered_already", "This signal has been answered.")
    decision.save(force_insert=True)
    decision.refresh_from_db(fields=["ref"])
    metrics.answer_signal(signal=signal, actor=actor, answer="decision", ref=decision.ref)
    tell("recorded", decision, actor)
    return decision


@transaction.atomic
def review_decision(*, decision: Decision, actor: Actor, outcome: str, what_happened: str) -> Decision:  # fmt: skip
    """Say what came of a decision: worked, no effect, or made it worse. Once.

    Raises RuleViolation("unknown_outcome", "what_happened_required", "reviewed_already"). Emits decision.reviewed.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if outcome not in Decision.Outcome.values:
        raise RuleViolation("unknown_outcome", "Say whether it worked.", field="outcome")
    if decision.outcome:
        raise RuleViolation("reviewed_already", "What came of it has been written down.")
    decision.outcome, decision.reviewed_by_id = outcome, actor.user_id
    decision.what_happened = words(what_happened, "what_happened", "Say what happened.", 1000)
    decision.reviewed_at, decision.version = timezone.now(), decision.version + 1
    decision.save(
        update_fields=["outcome", "what_happened", "reviewed_by", "reviewed_at", "version"]
    )
    tell("reviewed", decision, actor)
    return decision


def tell(past: str, decision: Decision, actor: Actor) -> None:
    """Write that something happened to a decision, about what it answers."""
    ends = (
        ("signal", decision.signal_id),
        ("approval", decision.approval_id),
        ("review", decision.review_of_id),
    )
    about = next(((kind, pk) for kind, pk in ends if pk), None)
    emit(f"decision.{past}", subject=decision, about=about, actor=actor, service_id=decision.service_id, data={"ref": decision.ref})  # fmt: skip


def words(text: str, field: str, ask: str, most: int) -> str:
    """What was said, on one line. Raises RuleViolation("FIELD_required")."""
    said = " ".join(text.split())[:most]
    if not said:
        raise RuleViolation(f"{field}_required", ask, field=field)
    return said
