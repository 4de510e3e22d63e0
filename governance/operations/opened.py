"""Decisions that were opened elsewhere: by an approval that was decided, and in a review of a board."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from governance.models import Approval, Decision, PrincipleCheck, Step, Vote
from governance.operations.register import tell, words
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import date

    from governance.models import Review
    from svs.events.actor import Actor

LOOK_AGAIN = timedelta(days=28)
WEIGHTY = (Step.By.BOARD, Step.By.EXECUTIVE)
SAID = {Approval.State.APPROVED: "Approved", Approval.State.REFUSED: "Refused"}


@transaction.atomic
def record_for_approval(*, approval: Approval, actor: Actor) -> Decision | None:
    """Put what a board or the sponsor decided into the register, once; gives None where there is nothing to look back on.

    What peers and owners say yes to stays with their votes: a register of everything is read by nobody. Call it in the
    transaction of the last vote, with `approval` decided and its actor. Emits decision.recorded.
    """
    if approval.state not in SAID or actor.user_id is None:
        return None
    known = Decision.objects.filter(approval=approval).first()
    if known is not None:
        return known
    steps = list(approval.steps.filter(round=approval.round, by__in=WEIGHTY).order_by("position"))
    if not steps:
        return None
    check = PrincipleCheck.objects.filter(kind=approval.kind, subject_id=approval.subject_id, version=approval.version).first()  # fmt: skip
    is_approved = approval.state == Approval.State.APPROVED
    expected = (
        (f"It shows in: {check.seen_in}" if check and check.seen_in else "")
        if is_approved
        else "It is not done as it was put."
    )
    now = timezone.now()
    return write(
        actor, source=Decision.Source.APPROVAL, approval=approval, service_id=approval.service_id,
        board_id=next((step.board_id for step in reversed(steps) if step.board_id), None), owner_id=approval.asked_by_id or actor.user_id,
        title=f"{SAID[Approval.State(approval.state)]}: {approval.title}"[:200],
        why=(" ".join(approval.words.split()) or "Those who were asked agreed, without a condition.")[:1000],
        expected_effect=(expected or "It does what it says, and nothing else breaks.")[:500],
        review_date=(timezone.localdate() + LOOK_AGAIN), evidence={"items": [_tally(approval, now)]},
    )  # fmt: skip


def _tally(approval: Approval, now: Any) -> dict[str, Any]:
    """The votes in numbers, as they were."""
    votes = Vote.objects.filter(seat__step__approval=approval, seat__step__round=approval.round)
    counted = Counter(votes.values_list("choice", flat=True))
    return {
        "kind": "approval", "ref": approval.ref, "subject": approval.subject_ref, "version": approval.version, "risk": approval.risk,
        "tier": approval.tier, "hours": round(((approval.decided_at or now) - approval.asked_at).total_seconds() / 3600, 1),
        **{choice: counted[choice] for choice in Vote.Choice.values},
    }  # fmt: skip


@transaction.atomic
def record_in_review(
    *, review: Review, actor: Actor, title: str, why: str, expected_effect: str, review_date: date, owner_id: int | None = None,
    service_id: int | None = None, cost: str = "", commitment: str = "", items: list[dict[str, Any]] | None = None,
) -> Decision:  # fmt: skip
    """What a board decided in one of its reviews; somebody owns it, whoever wrote it down unless another is named.

    `items` are what it rested on, as plain numbers. Raises RuleViolation as `record_decision` does. Emits decision.recorded.
    """
    return write(
        actor, source=Decision.Source.REVIEW, review_of=review, board_id=review.board_id, service_id=service_id,
        owner_id=owner_id or actor.user_id, title=title, why=why, expected_effect=expected_effect, review_date=review_date,
        cost=cost, commitment=commitment, evidence={"items": items or []},
    )  # fmt: skip


def write(actor: Actor, **fields: Any) -> Decision:
    """Write a decision that answers no signal, in the caller's transaction."""
    if actor.user_id is None:
        raise RuleViolation("person_required", "A person decides, not a program by itself.")
    if fields["review_date"] <= timezone.localdate():
        raise RuleViolation("date_passed", "Look at it again on a day to come.", field="review_date")  # fmt: skip
    fields["title"] = words(fields["title"], "title", "Say what was decided.", 200)
    fields["why"] = words(fields["why"], "why", "Say why.", 1000)
    fields["expected_effect"] = words(fields["expected_effect"], "expected_effect", "Say what should change, and by how much.", 500)  # fmt: skip
    for name, most in (("cost", 200), ("commitment", 200)):
        fields[name] = " ".join(fields.get(name, "").split())[:most]
    decision = Decision(decided_by_id=actor.user_id, decided_at=timezone.now(), **fields)
    decision.save(force_insert=True)
    decision.refresh_from_db(fields=["ref"])
    tell("recorded", decision, actor)
    return decision
