"""A round of an approval: its steps are asked one after the other, until the result is fixed or the time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from governance.models import Approval, Seat, Step
from governance.operations import entry, opened
from governance.queries.chain import People, members_of
from governance.rules import counting, times
from svs import gates
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from governance.queries.chain import Rung
    from svs.events.actor import Actor

SAID = {counting.APPROVED: Step.State.APPROVED, counting.REFUSED: Step.State.REFUSED}
ANSWERS = {
    Approval.State.APPROVED: gates.APPROVED,
    Approval.State.REFUSED: gates.REFUSED,
    Approval.State.EXPIRED: gates.EXPIRED,
}


LEFT = "No longer one of those who decide"


def tell(past: str, approval: Approval, actor: Actor, **data: Any) -> int:
    """Write down that something happened to an approval; ids, codes, numbers and times only."""
    return emit(
        f"approval.{past}", subject=approval, about=(approval.subject_type, approval.subject_id), actor=actor,
        service_id=approval.service_id, data={"ref": approval.ref, "kind": approval.kind, "version": approval.version, "round": approval.round, **data},
    )  # fmt: skip


def draw_round(approval: Approval, chain: Sequence[Rung]) -> None:
    """Write every step of the round and every seat at once, before anybody is asked."""
    steps = Step.objects.bulk_create(
        Step(
            approval=approval, round=approval.round, version=approval.version, position=position, by=rung.plan.by,
            board_id=rung.plan.board, majority=rung.plan.majority, quorum=rung.plan.quorum, share=rung.plan.share,
            hours=rung.plan.hours, escalate=list(rung.plan.escalate),
        )
        for position, rung in enumerate(chain, start=1)
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(step=step, user_id=one.user_id, is_chair=one.is_chair, barred=one.barred)
        for step, rung in zip(steps, chain, strict=True)
        for one in rung.asked
    )


def open_next(approval: Approval, actor: Actor) -> None:
    """Ask the next step of the round; after the last one it is approved. A step that cannot be decided goes up at once.

    Emits approval.step_opened, and what `settle` emits.
    """
    waiting = approval.steps.filter(round=approval.round, state=Step.State.WAITING)
    step = waiting.order_by("position").first()
    if step is None:
        decide(approval, Approval.State.APPROVED, actor)
        return
    now = timezone.now()
    step.state, step.opened_at = Step.State.OPEN, now
    _give_time(approval, step, times.due_after(step.hours, now))
    step.save(update_fields=["state", "opened_at", "due_at", "reminded_at"])
    step.seats.update(asked_at=now)
    seats = seats_of(step)
    who = entry.let_in(approval, step, [seat.user_id for seat in seats if not seat.barred])
    tell("step_opened", approval, actor, step=step.pk, position=step.position, due_at=step.due_at, who=who)  # fmt: skip
    settle(approval, step, seats, actor)


def seats_of(step: Step) -> list[Seat]:
    """The seats of a step with what they said: one statement."""
    rows = step.seats.select_related("vote", "user").order_by("-is_chair", "user__name", "id")
    return list(rows)


def bar_who_left(step: Step, seats: Sequence[Seat]) -> None:
    """Who left the board or the organisation before they voted is asked no more: their seat is shown, and not counted."""
    here = members_of(step.board_id) if step.board_id else set()
    for seat in seats:
        if seat.barred or choice_of(seat):
            continue
        if not seat.user.is_active or (
            step.board_id and not seat.is_extra and seat.user_id not in here
        ):
            seat.barred = LEFT
            seat.save(update_fields=["barred"])


def said_by(seats: Sequence[Seat]) -> list[counting.Said]:
    """The seats that count, as plain values."""
    return [
        counting.Said(choice_of(seat), alone=bool(seat.rung), is_extra=seat.is_extra)
        for seat in seats
        if not seat.barred
    ]


def choice_of(seat: Seat) -> str:
    vote = getattr(seat, "vote", None)
    return vote.choice if vote else counting.MISSING


def terms_of(step: Step) -> counting.Terms:
    return counting.Terms(step.majority, step.quorum, step.share)


def settle(approval: Approval, step: Step, seats: list[Seat], actor: Actor) -> None:
    """Decide a step whose result is fixed, and go on to the next; where those who are asked cannot decide it, ask the next rung.

    A quorum that cannot be reached any more, and votes that are all held back, are never an answer: it goes up, at the
    last to the sponsor even where no path was written. Only when nobody is left it is over without a decision.
    """
    while True:
        result = counting.tally(terms_of(step), said_by(seats)).result
        if result == counting.OPEN:
            return
        if result in SAID:
            _close(step, SAID[result])
            if result == counting.APPROVED:
                open_next(approval, actor)
            else:
                decide(approval, Approval.State.REFUSED, actor)
            return
        if not go_up(approval, step, seats, stuck=True):
            expire(approval, step)
            return


def go_up(approval: Approval, step: Step, seats: list[Seat], *, stuck: bool = False) -> bool:
    """Give the next rung the word; False where there is none left. `seats` gets those who are asked besides.

    Somebody of the rung who voted already is not asked again: what they said decides now. Emits approval.escalated.
    """
    path = [*step.escalate, "sponsor"] if stuck and "sponsor" not in step.escalate else step.escalate  # fmt: skip
    people = People(gates.matter_of(approval.kind).describe(approval.subject_id), boards=[step.board_id])  # fmt: skip
    while step.rung < len(path):
        rung = path[step.rung]
        step.rung += 1
        called = _call(step, seats, rung, [one.user_id for one in people.on_rung(rung, step.board_id)])  # fmt: skip
        if called:
            _give_time(approval, step, times.rung_due(step.hours, timezone.now()))
            step.save(update_fields=["rung", "due_at", "reminded_at"])
            who = entry.let_in(approval, step, called)
            tell("escalated", approval, SYSTEM_ACTOR, step=step.pk, rung=rung, due_at=step.due_at, who=who)  # fmt: skip
            return True
    step.save(update_fields=["rung"])
    return False


def _call(step: Step, seats: list[Seat], rung: str, people: list[int]) -> list[int]:
    """Give these people the word; those who held back, or have it already, are passed over."""
    held = {seat.user_id: seat for seat in seats}
    called, now = [], timezone.now()
    for pk in people:
        seat = held.get(pk)
        if seat is None:
            seat = Seat.objects.create(step=step, user_id=pk, rung=rung, is_extra=True, asked_at=now)  # fmt: skip
            seats.append(seat)
        elif seat.barred or seat.rung or choice_of(seat) in (counting.ABSTAIN, counting.RECUSE):
            continue
        else:
            seat.rung = rung
            seat.save(update_fields=["rung"])
        called.append(pk)
    return called


def expire(approval: Approval, step: Step) -> None:
    """Nobody decided in time, and nobody is left to ask. Emits approval.expired."""
    _close(step, Step.State.EXPIRED)
    decide(approval, Approval.State.EXPIRED, SYSTEM_ACTOR)


def decide(approval: Approval, state: Approval.State, actor: Actor) -> None:
    """It is decided: what was put before them obeys, in this transaction. Emits approval.decided or approval.expired."""
    now = timezone.now()
    unasked = approval.steps.filter(round=approval.round, state=Step.State.WAITING)
    unasked.update(state=Step.State.VOID)
    words = _words(approval, state)
    approval.state, approval.decided_at, approval.due_at, approval.words = state, now, None, words
    approval.save(update_fields=["state", "decided_at", "due_at", "words"])
    entry.reads_on(approval)
    past = "expired" if state == Approval.State.EXPIRED else "decided"
    answer = ANSWERS[state]
    tell(past, approval, actor, answer=answer)
    gates.matter_of(approval.kind).decided(
        approval.subject_id, actor=actor, answer=answer, version=approval.version, words=words
    )
    weighty = approval.steps.filter(round=approval.round, by__in=opened.WEIGHTY, state__in=list(SAID.values()))  # fmt: skip
    if weighty.exists():
        opened.record_for_approval(approval=approval, actor=actor)


def _words(approval: Approval, state: Approval.State) -> str:
    """Under which conditions it was approved, or why it was refused."""
    if state == Approval.State.EXPIRED:
        return ""
    choice = counting.APPROVE if state == Approval.State.APPROVED else counting.REJECT
    seats = Seat.objects.filter(step__approval=approval, step__round=approval.round, vote__choice=choice).exclude(vote__words="")  # fmt: skip
    said = seats.order_by("vote__cast_at", "id").values_list("user__name", "vote__words")
    return "\n".join(f"{name}: {words}" for name, words in said)


def _close(step: Step, state: Step.State) -> None:
    step.state, step.decided_at = state, timezone.now()
    step.save(update_fields=["state", "decided_at"])


def _give_time(approval: Approval, step: Step, due_at: datetime) -> None:
    step.due_at, step.reminded_at = due_at, None
    approval.due_at = due_at
    approval.save(update_fields=["due_at"])


def open_step(approval: Approval) -> Step | None:
    """The step that is asked just now."""
    return approval.steps.filter(Q(round=approval.round), state=Step.State.OPEN).first()
