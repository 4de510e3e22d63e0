"""What becomes of votes that nobody casts: a reminder when half of the time is gone, the next rung when it is over, and an end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from governance.access.delegates import in_force
from governance.models import Approval, BoardMember, Seat, Step, VoteLink
from governance.operations import entry, rounds
from governance.rules import times
from svs import gates
from svs.events.actor import SYSTEM_ACTOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

log = logging.getLogger("svs.approvals")
BATCH = 200


def keep_time() -> int:
    """Look after every step whose moment came; returns how many. Each is done by itself, so that one that fails holds up no other
    and two who keep time at once do nothing twice."""
    now = timezone.now()
    asked = Step.objects.filter(state=Step.State.OPEN)
    return (
        _each(asked.filter(due_at__lte=now), _time_is_up)
        + _each(asked.filter(reminded_at__isnull=True, due_at__gt=now, opened_at__lte=now - (F("due_at") - F("opened_at")) / 2), _remind)
        + _each(_with_who_left(asked), _settle)
        + _each(_with_new_stand_ins(asked), _let_in)
    )  # fmt: skip


def forget_links() -> int:
    """Links of mails that are over for a month lead nowhere, and are forgotten; returns how many."""
    gone, _ = VoteLink.objects.filter(expires_at__lt=timezone.now() - times.READS_ON).delete()
    return gone


def _each(steps: QuerySet[Step], act: Callable[[Approval, Step], None]) -> int:
    found = list(steps.order_by("due_at", "id").values_list("pk", "approval_id", "approval__kind", "approval__subject_id")[:BATCH])  # fmt: skip
    return sum(_safely(*row, act) for row in found)


def _safely(step_id: int, approval_id: int, kind: str, subject_id: int, act: Callable[[Approval, Step], None]) -> int:  # fmt: skip
    try:
        return _one(step_id, approval_id, kind, subject_id, act)
    except Exception:
        log.exception("a step could not be looked after", extra={"step": step_id, "kind": kind})
        return 0


@transaction.atomic
def _one(step_id: int, approval_id: int, kind: str, subject_id: int, act: Callable[[Approval, Step], None]) -> int:  # fmt: skip
    """The subject is locked first, then its votes: as a vote and an edit do."""
    hold = gates.matter_of(kind).hold
    if hold is not None:
        hold(subject_id)
    approval = Approval.objects.select_for_update(of=("self",)).get(pk=approval_id)
    step = Step.objects.get(pk=step_id)
    if step.state != Step.State.OPEN or step.round != approval.round:
        return 0
    act(approval, step)
    return 1


def _time_is_up(approval: Approval, step: Step) -> None:
    """The next rung gets the word; after the last one nobody decided in time. Emits approval.escalated or approval.expired."""
    if step.due_at is None or step.due_at > timezone.now():
        return
    seats = rounds.seats_of(step)
    rounds.bar_who_left(step, seats)
    if rounds.go_up(approval, step, seats):
        rounds.settle(approval, step, seats, SYSTEM_ACTOR)
    else:
        rounds.expire(approval, step)


def _remind(approval: Approval, step: Step) -> None:
    """Half of the time is gone: those who are missing hear of it, once for each time they are given. Emits approval.reminded."""
    if step.reminded_at is not None:
        return
    step.reminded_at = timezone.now()
    step.save(update_fields=["reminded_at"])
    missing = [seat.user_id for seat in rounds.seats_of(step) if not seat.barred and not rounds.choice_of(seat)]  # fmt: skip
    who = entry.let_in(approval, step, missing)
    rounds.tell("reminded", approval, SYSTEM_ACTOR, step=step.pk, due_at=step.due_at, who=who)


def _with_who_left(asked: QuerySet[Step]) -> QuerySet[Step]:
    """Steps of boards that somebody left who had not voted: what is left may be decided already, or not to be decided any more."""
    here = BoardMember.objects.filter(board=OuterRef("step__board"), user=OuterRef("user"), until__isnull=True)  # fmt: skip
    gone = ~Exists(here) & Q(step__board__isnull=False, is_extra=False) | Q(user__is_active=False)
    seats = Seat.objects.filter(gone, barred="", vote__isnull=True, step=OuterRef("pk"))
    return asked.filter(Exists(seats))


def _settle(approval: Approval, step: Step) -> None:
    seats = rounds.seats_of(step)
    rounds.bar_who_left(step, seats)
    rounds.settle(approval, step, seats, SYSTEM_ACTOR)


def _with_new_stand_ins(asked: QuerySet[Step]) -> QuerySet[Step]:
    """Steps on which somebody stands in for another since they were asked, and does not see it yet."""
    reasons = entry.grants_of_open(OuterRef("to_id"), OuterRef(OuterRef("approval__subject_type")), OuterRef(OuterRef("approval__subject_id")))  # fmt: skip
    missing = Seat.objects.filter(step=OuterRef(OuterRef("pk")), barred="", vote__isnull=True).values("user")  # fmt: skip
    board = Q(board__isnull=True) | Q(board=OuterRef("board"))
    return asked.filter(Exists(in_force().filter(board, ~Exists(reasons), user__in=missing)))


def _let_in(approval: Approval, step: Step) -> None:
    missing = [seat.user_id for seat in rounds.seats_of(step) if not seat.barred and not rounds.choice_of(seat)]  # fmt: skip
    entry.let_in(approval, step, missing)
