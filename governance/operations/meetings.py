"""Hold a meeting: who is there, what is put on the agenda, minutes, what comes of each item, and its end."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from governance.models import AgendaItem, Review
from governance.operations.opened import record_in_review
from governance.operations.reviews import hand_on, next_after, open_review, save, tell
from governance.queries import questions
from governance.queries import reviews as queries
from governance.queries.evidence import Picks, gather
from svs.accounts import queries as accounts
from svs.errors import Forbidden, RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from governance.models import Decision
    from governance.queries.agenda import Item
    from governance.queries.reviews import Meeting
    from svs.accounts.models import User
    from svs.events.actor import Actor

DECIDED, CARRIED, DROPPED = AgendaItem.Outcome.DECIDED.value, AgendaItem.Outcome.CARRIED.value, AgendaItem.Outcome.DROPPED.value  # fmt: skip
MOST_TOPICS, LONGEST = 100, 50_000
Ends = Mapping[str, tuple[str, str]]  # key of an item -> outcome, words


@transaction.atomic
def mark_present(*, review: Review, actor: Actor, user: User, is_here: bool, person_id: int | None = None) -> Review:  # fmt: skip
    """Somebody is there, or went: they say so themselves, or whoever holds the meeting does.

    Raises RuleViolation("not_planned", "not_open_yet", "not_on_board"), Forbidden for another without holding it.
    Emits review.joined or review.left.
    """
    review = open_review(review)
    meeting = _begun(user, review)
    who = user.pk if person_id is None else person_id
    if who != user.pk and not meeting.may_hold:
        raise Forbidden
    if who not in {pk for chair in meeting.chairs for pk in chair.people}:
        raise RuleViolation("not_on_board", "Only who sits on the board is counted.", field="person")  # fmt: skip
    if (who in review.present) == is_here:
        return review
    review.present = [*review.present, who] if is_here else [pk for pk in review.present if pk != who]  # fmt: skip
    review.save(update_fields=["present"])
    tell("joined" if is_here else "left", review, actor, person_id=who)
    return review


def _begun(user: User, review: Review) -> Meeting:
    meeting = queries.meeting_of(user, review.board, review)
    if not meeting.is_open:
        raise RuleViolation("not_open_yet", "The meeting opens an hour before it begins.")
    return meeting


@transaction.atomic
def add_topic(*, review: Review, actor: Actor, title: str, note: str = "") -> AgendaItem:
    """Put something on the agenda that no filter knows of.

    Raises RuleViolation("not_planned", "title_required", "too_many"). Emits agenda.added.
    """
    review = open_review(review)
    said = " ".join(title.split())[:200]
    if not said:
        raise RuleViolation("title_required", "Say what it is about.", field="title")
    count = review.items.count()
    if count >= MOST_TOPICS:
        raise RuleViolation("too_many", "No meeting gets through so many.")
    item = AgendaItem.objects.create(
        review=review, position=count + 1, kind="topic", title=said, note=note.strip()[:500], added_by_id=actor.user_id,
    )  # fmt: skip
    _tell("added", review, actor, item)
    return item


@transaction.atomic
def remove_topic(*, review: Review, actor: Actor, item: AgendaItem) -> None:
    """Take something off the agenda that was put there by hand. Raises RuleViolation("not_planned", "settled"). Emits agenda.removed."""
    review = open_review(review)
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.outcome:
        raise RuleViolation("settled", "What came of it was said already.")
    _tell("removed", review, actor, item)
    item.delete()


@transaction.atomic
def settle_item(*, review: Review, actor: Actor, user: User, key: str, outcome: str, words: str = "") -> AgendaItem:  # fmt: skip
    """Say what comes of an item: decided, carried over, or dropped with a word. Said again, it holds anew.

    Raises RuleViolation("not_planned", "not_open_yet", "unknown_item", "unknown_outcome", "vote_decides", "words_required",
    "not_quorate"). Emits agenda.settled.
    """
    review = open_review(review)
    meeting = _begun(user, review)
    item = _found(meeting, key)
    return _settle(meeting, item, actor, outcome, words)


def _found(meeting: Meeting, key: str) -> Item:
    item = meeting.agenda().by_key.get(key)
    if item is None:
        raise RuleViolation("unknown_item", "This does not stand on the agenda.", field="item")
    return item


def _settle(meeting: Meeting, item: Item, actor: Actor, outcome: str, words: str, decision: Decision | None = None) -> AgendaItem:  # fmt: skip
    said = " ".join(words.split())[:500]
    _check(item, outcome, said)
    if outcome == DECIDED and not meeting.quorum().is_met:
        raise RuleViolation("not_quorate", "Too few are here to decide: carry it over.")
    row = _row_of(meeting, item)
    row.outcome, row.words, row.decision = outcome, said, decision
    row.save()
    _tell("settled", row.review, actor, row, outcome=outcome)
    return row


def _check(item: Item, outcome: str, words: str) -> None:
    if outcome not in AgendaItem.Outcome.values:
        raise RuleViolation("unknown_outcome", "Decided, carried over or dropped.", field="outcome")
    if outcome == DECIDED and item.kind == "approval":
        raise RuleViolation("vote_decides", "Its votes decide it: cast them, or carry it over.", field="outcome")  # fmt: skip
    if outcome != CARRIED and not words:
        ask = "Say what was decided." if outcome == DECIDED else "Say why it is dropped."
        raise RuleViolation("words_required", ask, field="words")


def _row_of(meeting: Meeting, item: Item) -> AgendaItem:
    """The row in which it is written down what came of an item, as it reads now."""
    review = meeting.review
    assert review is not None  # noqa: S101 -- an open meeting has one
    row = item.row or AgendaItem(kind=item.kind, subject_id=item.subject_id)
    row.review, row.position = review, item.number
    if item.subject_id is not None:
        row.title, row.ref, row.url = item.title[:200], item.ref[:24], item.url[:200]
    return row


@transaction.atomic
def decide_in_review(
    *, review: Review, actor: Actor, user: User, key: str = "", title: str, why: str, expected_effect: str, review_date: date,
    owner_id: int | None = None, cost: str = "", commitment: str = "",
) -> Decision:  # fmt: skip
    """Record what the board decided, with somebody who sees it through; the item it ends, where one is named, is decided by it.

    Raises RuleViolation("not_planned", "not_open_yet", "not_quorate", "unknown_item", "vote_decides", "unknown_owner") and what
    `record_in_review` raises. Emits decision.recorded and agenda.settled.
    """
    review = open_review(review)
    meeting = _begun(user, review)
    if not meeting.quorum().is_met:
        raise RuleViolation("not_quorate", "Too few are here to decide: carry it over.")
    if owner_id is not None and not accounts.people_with_a_role().filter(pk=owner_id).exists():
        raise RuleViolation("unknown_owner", "There is no such person.", field="owner")
    item = _found(meeting, key) if key else None
    if item:
        _check(item, DECIDED, title or "-")
    decision = record_in_review(
        review=review, actor=actor, title=title, why=why, expected_effect=expected_effect, review_date=review_date,
        owner_id=owner_id, cost=cost, commitment=commitment, items=_evidence(item, user),
    )  # fmt: skip
    if item:
        _settle(meeting, item, actor, DECIDED, decision.title, decision)
    return decision


def _evidence(item: Item | None, user: User) -> list[dict[str, Any]]:
    """The numbers behind an item as they are now, where it is about a measure or a ticket that this person sees."""
    if item is None or item.kind not in ("signal", "change"):
        return []
    picks = Picks(kpis=[item.ref]) if item.kind == "signal" else Picks(tickets=[item.ref])
    try:
        return gather(user, picks, None)
    except RuleViolation:
        return []


@transaction.atomic
def write_minutes(
    *, review: Review, actor: Actor, minutes: str, version: int | None = None
) -> Review:
    """Keep the minutes as they are written; who else wrote meanwhile is not overwritten.

    Raises RuleViolation("not_planned", "too_long"), StaleVersion. What was written leaves no event until the meeting is closed.
    """
    review = open_review(review, version)
    if len(minutes) > LONGEST:
        raise RuleViolation("too_long", "Nobody reads so much: keep it shorter.", field="minutes")
    if minutes != review.minutes:
        review.minutes = minutes
        save(review, "minutes")
    return review


@transaction.atomic
def close_review(*, review: Review, actor: Actor, user: User, ends: Ends, rest: str = "", version: int | None = None) -> Review:  # fmt: skip
    """End a meeting: every item is decided, carried over to the next one or dropped with a word, the numbers of the four questions
    are kept as they are now, and nothing of it changes any more. `rest` is said of the items that `ends` does not name.

    Raises RuleViolation("not_planned", "not_open_yet", "person_required", "items_left", "unknown_item" and what `settle_item`
    raises), StaleVersion. Emits agenda.settled for each, review.planned where none comes next, review.held.
    """
    review = open_review(review, version)
    if actor.user_id is None:
        raise RuleViolation("person_required", "A person holds it, not a program by itself.")
    meeting = _begun(user, review)
    agenda = meeting.agenda()
    unknown = sorted(ends.keys() - agenda.by_key.keys())
    if unknown:
        raise RuleViolation("unknown_item", "This does not stand on the agenda.", field="item")
    for item in agenda.items:
        if item.key in ends:
            _settle(meeting, item, actor, *ends[item.key])
        elif not item.outcome:
            if not rest:
                raise RuleViolation("items_left", f"Say what comes of item {item.number} as well.")
            _settle(meeting, item, actor, rest, "")
    _end(review, meeting, actor, queries.asked_quorums(agenda))
    return review


def _end(review: Review, meeting: Meeting, actor: Actor, asked: list[int]) -> None:
    rows = list(review.items.order_by("position", "id"))
    carried = [row for row in rows if row.outcome == CARRIED]
    if carried:
        hand_on(carried, next_after(review, actor))
    stand = meeting.quorum(asked)
    review.quorum = {"seats": stand.seats, "needed": stand.needed, "here": stand.here}
    review.questions = questions.as_data(questions.four(review.board, meeting.now))
    review.state, review.held_at, review.held_by_id = Review.State.HELD, timezone.now(), actor.user_id  # fmt: skip
    save(review, "state", "held_at", "held_by", "quorum", "questions")
    ended = {name: sum(row.outcome == name for row in rows) for name in (DECIDED, CARRIED, DROPPED)}
    digest = hashlib.sha256(review.minutes.encode()).hexdigest()
    tell("held", review, actor, present=len(review.present), minutes=digest, **ended)


def _tell(past: str, review: Review, actor: Actor, item: AgendaItem, **data: object) -> None:
    emit(
        f"agenda.{past}", subject=review, about=("board", review.board_id), actor=actor,
        data={"ref": review.ref, "kind": item.kind, "subject_id": item.subject_id, "item_id": item.pk, **data},
    )  # fmt: skip
