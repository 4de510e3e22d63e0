"""A vote is cast, and what it fixes is done in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from governance.access.delegates import standing_in_for
from governance.models import Approval, Seat, Vote
from governance.operations import rounds
from governance.rules import counting
from governance.rules.principles import NAMES
from svs import gates
from svs.errors import Forbidden, RuleViolation, StaleVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from governance.models import Step
    from svs.accounts.models import User
    from svs.events.actor import Actor

MOST = 1000


class SelfApproval(RuleViolation):
    """Nobody decides on their own work, nor for somebody whose own work it is."""

    status = 403

    def __init__(self) -> None:
        super().__init__("self_approval", "Nobody decides on their own work, nor lets another decide in their place.")  # fmt: skip


@transaction.atomic
def cast_vote(
    *, approval: Approval, actor: Actor, user: User, choice: str, words: str = "", principle: str = "", version: int | None,
    seat_of: int | None = None,
) -> Approval:  # fmt: skip
    """Say on one's seat, or on that of somebody whom one stands in for (`seat_of`), what one thinks of this version.

    As soon as the result is fixed the next step is asked, or it is decided and what was put before them obeys: all of it in
    this transaction. Raises StaleVersion, Forbidden, RuleViolation("self_approval", "not_open", "voted_already", "too_late",
    "words_required", "unknown_choice", "unknown_principle", "principle_of_a_refusal"). Emits approval.voted, and what a
    settled step emits.
    """
    said = _said(choice, words, principle)
    case = _hold(approval)
    approval = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    parties = {*approval.parties, *case.parties}
    if user.pk in parties:
        raise SelfApproval
    step = rounds.open_step(approval)
    if approval.state != Approval.State.OPEN or step is None:
        raise RuleViolation("not_open", "It does not wait for a vote any more.")
    if version != approval.version or case.version != approval.version:
        raise StaleVersion(approval.version)
    seats = rounds.seats_of(step)
    rounds.bar_who_left(step, seats)
    seat = _seat_for(step, seats, user, seat_of)
    if seat.user_id in parties:
        raise SelfApproval
    if seat.barred:
        raise Forbidden(f"{seat.barred}.")
    if rounds.choice_of(seat):
        raise RuleViolation("voted_already", "A vote was cast on this seat; it stands.")
    now = timezone.now()
    if step.due_at and step.due_at <= now and step.rung >= len(step.escalate):
        raise RuleViolation("too_late", "The time to vote is over.")
    seat.vote = Vote(seat=seat, cast_by=user, version=approval.version, cast_at=now, **said)
    seat.vote.save(force_insert=True)
    rounds.tell("voted", approval, actor, step=step.pk, seat=seat.pk, seat_of=seat.user_id, choice=choice, principle=said["principle"])  # fmt: skip
    rounds.settle(approval, step, seats, actor)
    return approval


def _hold(approval: Approval) -> gates.Case:
    """Lock what is voted on ahead of the votes, as its own verbs do, and read it as it stands."""
    matter = gates.matter_of(approval.kind)
    if matter.hold is not None:
        matter.hold(approval.subject_id)
    return matter.describe(approval.subject_id)


def _said(choice: str, words: str, principle: str) -> dict[str, str]:
    if choice not in Vote.Choice.values:
        raise RuleViolation("unknown_choice", "Approve, reject, abstain or recuse yourself.", field="choice")  # fmt: skip
    if principle and principle not in NAMES:
        raise RuleViolation("unknown_principle", "There is no such guiding principle.", field="principle")  # fmt: skip
    if principle and choice != counting.REJECT:
        raise RuleViolation("principle_of_a_refusal", "Only a vote against names the principle that speaks against it.", field="principle")  # fmt: skip
    said = " ".join(words.split())[:MOST]
    if choice == counting.REJECT and not said:
        raise RuleViolation("words_required", "Say why not: those who asked read it.", field="words")  # fmt: skip
    return {"choice": choice, "words": said, "principle": principle}


def _seat_for(step: Step, seats: Sequence[Seat], user: User, seat_of: int | None) -> Seat:
    """The seat this person votes on: their own, or one they stand in for. Raises Forbidden where they have none."""
    wanted = user.pk if seat_of is None else seat_of
    own = next((seat for seat in seats if seat.user_id == wanted), None)
    if wanted == user.pk and own is not None:
        return own
    others = {seat.user_id for seat in seats if seat_of in (None, seat.user_id)}
    places = {one.user_id for one in standing_in_for(others, step.board_id) if one.to_id == user.pk}
    mine = [seat for seat in seats if seat.user_id in places]
    if not mine:
        raise Forbidden("You are not asked here.")
    return next((seat for seat in mine if not rounds.choice_of(seat)), mine[0])
