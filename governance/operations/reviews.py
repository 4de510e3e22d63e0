"""Plan the meetings of boards: by their cadence, one ahead, and by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.models import AgendaItem, Board, Review
from governance.queries import reviews as queries
from governance.rules.agenda import FILLS
from governance.rules.reviews import TOLD_BEFORE
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from svs.events.actor import Actor

FURTHEST = timedelta(days=400)
# What is talked about with a record of its own; the rest is filled in anew for every meeting.
_OPEN = Review.State.PLANNED


@transaction.atomic
def plan_review(*, board: Board, actor: Actor, at: datetime) -> Review:
    """Plan a meeting of a board at a moment to come.

    Raises RuleViolation("board_closed", "moment_passed", "too_far", "planned_already"). Emits review.planned.
    """
    if not board.is_active:
        raise RuleViolation("board_closed", "This board does not meet any more.")
    _check_moment(at)
    return _planned(board, actor, at)


def _planned(board: Board, actor: Actor, at: datetime) -> Review:
    try:
        with transaction.atomic():
            review = Review.objects.create(board=board, at=at)
    except IntegrityError as error:
        raise RuleViolation("planned_already", "The board meets at that moment already.", field="at") from error  # fmt: skip
    review.refresh_from_db(fields=["ref"])
    tell("planned", review, actor)
    return review


def _check_moment(at: datetime) -> None:
    now = timezone.now()
    if at <= now:
        raise RuleViolation("moment_passed", "Take a moment to come.", field="at")
    if at > now + FURTHEST:
        raise RuleViolation("too_far", "Plan it within a year.", field="at")


@transaction.atomic
def move_review(*, review: Review, actor: Actor, at: datetime, version: int | None = None) -> Review:  # fmt: skip
    """Let a planned meeting be at another moment; its members are told anew.

    Raises RuleViolation("not_planned", "moment_passed", "too_far", "planned_already"), StaleVersion. Emits review.moved.
    """
    review = open_review(review, version)
    _check_moment(at)
    if Review.objects.filter(board_id=review.board_id, at=at).exclude(pk=review.pk).exists():
        raise RuleViolation("planned_already", "The board meets at that moment already.", field="at")  # fmt: skip
    before, review.at, review.told_at = review.at, at, None
    save(review, "at", "told_at")
    tell("moved", review, actor, before=before.isoformat(), at=at.isoformat())
    return review


@transaction.atomic
def cancel_review(*, review: Review, actor: Actor, words: str = "", version: int | None = None) -> Review:  # fmt: skip
    """A planned meeting does not take place; what was put on its agenda by hand goes to the next one.

    Raises RuleViolation("not_planned"), StaleVersion. Emits review.cancelled.
    """
    review = open_review(review, version)
    review.state, review.minutes = Review.State.CANCELLED, words.strip()[:500]
    save(review, "state", "minutes")
    waiting = list(review.items.filter(outcome="").order_by("position", "id"))
    if waiting:
        hand_on(waiting, next_after(review, actor))
    tell("cancelled", review, actor)
    return review


@transaction.atomic
def name_holder(*, review: Review, actor: Actor, person_id: int | None, version: int | None = None) -> Review:  # fmt: skip
    """Say who holds the meeting in the place of the chair; nobody: the chair does.

    Raises RuleViolation("not_planned", "not_on_board"), StaleVersion. Emits review.holder_named.
    """
    review = open_review(review, version)
    if person_id is not None and person_id not in dict(queries.people_of(review.board)):
        raise RuleViolation("not_on_board", "Only who sits on the board can hold its meeting.", field="holder")  # fmt: skip
    review.holder_id = person_id
    save(review, "holder")
    tell("holder_named", review, actor, holder_id=person_id)
    return review


@transaction.atomic
def change_review(*, review: Review, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Review:  # fmt: skip
    """Move a meeting, name who holds it, or both. Raises and emits what these do."""
    if "at" in fields:
        review = move_review(review=review, actor=actor, at=fields["at"], version=version)
        version = None  # the rest is part of the same change
    if "holder" in fields:
        review = name_holder(review=review, actor=actor, person_id=fields["holder"], version=version)  # fmt: skip
    return open_review(review, version if not fields else None)


@transaction.atomic
def fill_agenda(*, board: Board, actor: Actor, fill: Iterable[str]) -> Board:
    """Say what a board's agenda is filled with besides what it is asked to decide.

    Raises RuleViolation("unknown_filter"). Emits agenda.filter_set.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    wanted = set(fill)
    if wanted - set(FILLS):
        raise RuleViolation("unknown_filter", "Nobody knows of such a filter.", field="fill")
    named = [name for name in FILLS if name in wanted]
    if board.agenda.get("fill") != named:
        board.agenda = {**board.agenda, "fill": named}
        board.version += 1
        board.save(update_fields=["agenda", "version"])
        emit("agenda.filter_set", subject=board, actor=actor, data={"fill": named})
    return board


def plan_ahead() -> int:
    """Plan the next meeting of every board that has none before it; returns how many were planned."""
    now, planned = timezone.now(), 0
    for pk in Board.objects.filter(is_active=True).order_by("id").values_list("pk", flat=True):
        with transaction.atomic():
            board = Board.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if board and not Review.objects.filter(board=board, state=_OPEN, at__gt=now).exists():
                _planned(board, SYSTEM_ACTOR, queries.next_moment(board, now))
                planned += 1
    return planned


def announce() -> int:
    """Tell the members a day before that the agenda is ready, once; returns for how many meetings."""
    now, told = timezone.now(), 0
    due = Review.objects.filter(state=_OPEN, told_at__isnull=True, at__gt=now, at__lte=now + TOLD_BEFORE)  # fmt: skip
    for pk in due.order_by("at", "id").values_list("pk", flat=True):
        with transaction.atomic():
            review = Review.objects.select_for_update(skip_locked=True).filter(pk=pk, told_at__isnull=True, state=_OPEN).first()  # fmt: skip
            if review:
                Review.objects.filter(pk=pk).update(told_at=now)
                tell("announced", review, SYSTEM_ACTOR, at=review.at.isoformat())
                told += 1
    return told


def next_after(review: Review, actor: Actor) -> Review:
    """The meeting of the same board that comes after this one; planned now where there is none. In the caller's transaction."""
    now = timezone.now()
    board = Board.objects.select_for_update().get(pk=review.board_id)
    rows = Review.objects.filter(board=board, state=_OPEN, at__gt=max(now, review.at)).exclude(pk=review.pk)  # fmt: skip
    return rows.order_by("at").first() or _planned(board, actor, queries.next_moment(board, max(now, review.at)))  # fmt: skip


def hand_on(items: list[AgendaItem], to: Review) -> None:
    """Put what was not done on the agenda of another meeting, each subject once."""
    there = set(to.items.filter(subject_id__isnull=False).values_list("kind", "subject_id"))
    last = to.items.count()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            review=to, position=last + place, kind=item.kind, subject_id=item.subject_id, title=item.title, ref=item.ref,
            url=item.url, note=item.note, added_by_id=item.added_by_id, carried_from=item,
        )
        for place, item in enumerate(items, 1)
        if item.subject_id is None or (item.kind, item.subject_id) not in there
    )  # fmt: skip


def open_review(review: Review, version: int | None = None) -> Review:
    """Lock a meeting that was not held yet. Raises RuleViolation("not_planned"), StaleVersion."""
    held = Review.objects.select_for_update(of=("self",)).select_related("board").get(pk=review.pk)
    if version is not None and held.version != version:
        raise StaleVersion(held.version)
    if held.state != _OPEN:
        raise RuleViolation("not_planned", f"This meeting was {held.state.lower()}; what stands there stays.")  # fmt: skip
    return held


def save(review: Review, *fields: str) -> None:
    review.version += 1
    review.save(update_fields=[*fields, "version"])


def tell(past: str, review: Review, actor: Actor, **data: object) -> None:
    emit(f"review.{past}", subject=review, about=("board", review.board_id), actor=actor, data={"ref": review.ref, **data})  # fmt: skip
