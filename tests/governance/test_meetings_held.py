"""A meeting from its agenda to its minutes: who is there, what comes of each item, and what stays for good."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import AgendaItem, Decision, Delegation, Policy, Review
from governance.operations import meetings, reviews
from governance.queries import reviews as queries
from practices.change import operations as changes
from practices.desk.models import Ticket
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import make_person
from tests.governance.asked import asked, board_step, make_board, members, right, vote

pytestmark = pytest.mark.django_db
ENDS = {"why": "It holds us up", "expected_effect": "Half the wait", "title": "The desk resets it itself"}  # fmt: skip


@pytest.fixture
def board(db):
    board = make_board()
    board.agenda = {
        "fill": ["emergencies", "decisions", "signals", "risks", "policies", "escalations"]
    }
    board.save()
    return board


@pytest.fixture
def review(board):
    """A meeting that began ten minutes ago."""
    made = reviews.plan_review(board=board, actor=person(members(board)[0]), at=timezone.now() + timedelta(minutes=1))  # fmt: skip
    Review.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(minutes=10))
    made.refresh_from_db()
    return made


@pytest.fixture
def chair(board):
    return members(board)[0]


def come(review, *people) -> None:
    for one in people:
        meetings.mark_present(review=review, actor=person(one), user=one, is_here=True)


def close(review, user, ends=None, rest="") -> Review:
    return meetings.close_review(review=review, actor=person(user), user=user, ends=ends or {}, rest=rest)  # fmt: skip


def agenda_for(user, review):
    review.refresh_from_db()
    return queries.meeting_of(user, review.board, review).agenda()


def test_what_a_board_is_asked_stands_on_its_agenda_of_itself_and_leaves_it_once_decided(by_agent, scanners, board, review, chair):  # fmt: skip
    right(board_step(board))
    approval = asked(by_agent, scanners)

    (item,) = agenda_for(chair, review).items
    assert (item.key, item.title, item.is_mine) == (f"approval-{approval.pk}", "Roll hall A back to 8.3", True)  # fmt: skip
    for one in members(board)[:3]:
        vote(approval, one)

    found = agenda_for(chair, review)
    assert not found.items
    assert [row["said"] for row in found.decided] == ["Approved"]


def test_one_approval_short_of_a_result_is_said(by_agent, scanners, board, review, chair):
    right(board_step(board))
    approval = asked(by_agent, scanners)
    for one in members(board)[:2]:
        vote(approval, one)

    (item,) = agenda_for(chair, review).items
    assert item.is_short
    assert item.tally_words == "2 of 3"
    assert not item.is_mine


def test_a_vote_that_an_edit_voided_shows_as_void(by_agent, scanners, board, review, chair):
    right(board_step(board))
    approval = asked(by_agent, scanners)
    vote(approval, chair)
    changes.edit_plan(ticket=approval_ticket(approval), actor=by_agent, fields={"plan": "Restart twice"})  # fmt: skip

    (item,) = agenda_for(chair, review).items
    assert item.was_void
    assert [place.said for place in item.places if place.user_id == chair.pk] == ["void"]


def approval_ticket(approval):
    return Ticket.objects.get(pk=approval.subject_id)


def test_people_come_and_go_and_a_delegate_counts_for_who_sent_them(board, review):
    ingrid, rafael, sofia, _, malik = members(board)
    pieter = make_person("Pieter de Wit")
    today = timezone.localdate()
    Delegation.objects.create(user=malik, to=pieter, board=board, during=(today, today + timedelta(days=2)))  # fmt: skip

    come(review, ingrid, rafael, pieter)
    assert queries.meeting_of(ingrid, board, Review.objects.get(pk=review.pk)).quorum().is_met
    meetings.mark_present(review=review, actor=person(rafael), user=rafael, is_here=False)

    stand = queries.meeting_of(ingrid, board, Review.objects.get(pk=review.pk)).quorum()
    assert (stand.here, stand.needed, stand.is_met) == (2, 3, False)
    assert sofia.pk not in Review.objects.get(pk=review.pk).present


def test_only_who_holds_the_meeting_says_for_another_that_they_are_there(board, review):
    ingrid, rafael, sofia, *_ = members(board)

    with pytest.raises(Forbidden):
        meetings.mark_present(review=review, actor=person(rafael), user=rafael, is_here=True, person_id=sofia.pk)  # fmt: skip
    meetings.mark_present(review=review, actor=person(ingrid), user=ingrid, is_here=True, person_id=sofia.pk)  # fmt: skip

    assert Review.objects.get(pk=review.pk).present == [sofia.pk]


def test_nobody_joins_or_closes_a_meeting_a_day_early(board, chair):
    review = reviews.plan_review(board=board, actor=person(chair), at=timezone.now() + timedelta(days=1))  # fmt: skip

    for act in (lambda: come(review, chair), lambda: close(review, chair)):
        with pytest.raises(RuleViolation) as refused:
            act()
        assert refused.value.code == "not_open_yet"


def test_every_item_has_an_end_before_a_meeting_is_closed(board, review, chair):
    meetings.add_topic(review=review, actor=person(chair), title="Winter staffing")

    with pytest.raises(RuleViolation) as refused:
        close(review, chair)

    assert refused.value.code == "items_left"
    assert Review.objects.get(pk=review.pk).state == "PLANNED"
    assert not AgendaItem.objects.exclude(outcome="").exists()


def test_an_item_is_dropped_with_a_word_and_decided_only_by_enough(board, review, chair):
    item = meetings.add_topic(review=review, actor=person(chair), title="Winter staffing")
    key = f"topic-{item.pk}"

    for outcome, words, code in (("dropped", " ", "words_required"), ("decided", "Two more", "not_quorate"), ("later", "", "unknown_outcome")):  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            meetings.settle_item(review=review, actor=person(chair), user=chair, key=key, outcome=outcome, words=words)  # fmt: skip
        assert refused.value.code == code
    come(review, *members(board)[:3])
    meetings.settle_item(review=review, actor=person(chair), user=chair, key=key, outcome="decided", words="Two more")  # fmt: skip

    item.refresh_from_db()
    assert (item.outcome, item.words) == ("decided", "Two more")


def test_votes_decide_an_approval_and_no_chair_does(by_agent, scanners, board, review, chair):
    right(board_step(board))
    approval = asked(by_agent, scanners)
    come(review, *members(board)[:3])

    with pytest.raises(RuleViolation) as refused:
        meetings.settle_item(review=review, actor=person(chair), user=chair, key=f"approval-{approval.pk}", outcome="decided", words="Yes")  # fmt: skip

    assert refused.value.code == "vote_decides"


def test_a_decision_recorded_from_an_item_ends_it_and_stands_in_the_register(board, review, chair, owner):  # fmt: skip
    come(review, *members(board)[:3])
    item = meetings.add_topic(review=review, actor=person(chair), title="Resets")
    day = timezone.localdate() + timedelta(days=30)

    made = meetings.decide_in_review(review=review, actor=person(chair), user=chair, key=f"topic-{item.pk}", owner_id=owner.pk, review_date=day, **ENDS)  # fmt: skip

    item.refresh_from_db()
    assert (made.review_of, made.board, made.owner, made.source) == (review, board, owner, "review")
    assert (item.outcome, item.decision, item.words) == ("decided", made, made.title)


def test_a_board_that_is_not_quorate_records_nothing(board, review, chair):
    with pytest.raises(RuleViolation) as refused:
        meetings.decide_in_review(review=review, actor=person(chair), user=chair, review_date=timezone.localdate() + timedelta(days=9), **ENDS)  # fmt: skip

    assert refused.value.code == "not_quorate"
    assert not Decision.objects.exists()


def test_closing_keeps_the_numbers_and_carries_over_what_is_open(by_agent, scanners, board, review, chair):  # fmt: skip
    right(board_step(board))
    approval = asked(by_agent, scanners)
    come(review, *members(board)[:3])
    dropped = meetings.add_topic(review=review, actor=person(chair), title="New mugs")
    later = meetings.add_topic(review=review, actor=person(chair), title="Winter staffing")

    held = close(review, chair, {f"topic-{dropped.pk}": ("dropped", "Not ours")}, rest="carried")

    held.refresh_from_db()
    assert held.state == "HELD"
    assert held.quorum == {"seats": 5, "needed": 3, "here": 3}
    assert held.questions["answers"][0]["question"] == "Are we getting the intended value?"
    assert [(row.kind, row.outcome) for row in held.items.order_by("position")] == [("approval", "carried"), ("topic", "dropped"), ("topic", "carried")]  # fmt: skip
    following = queries.next_of(board, timezone.now())
    assert following.at > timezone.now()
    assert {(row.kind, row.carried_from.title) for row in following.items.all()} == {("approval", approval.title), ("topic", later.title)}  # fmt: skip
    told = DomainEvent.objects.get(name="review.held").data
    assert (told["carried"], told["dropped"], told["present"]) == (2, 1, 3)


def test_what_was_dropped_is_not_filled_in_again_for_thirty_days(board, review, chair):
    board.agenda = {"fill": ["policies"]}
    board.save()
    policy = made_policy(chair)
    close(review, chair, {f"policy-{policy.pk}": ("dropped", "It holds")})
    following = queries.next_of(board, timezone.now())

    assert not queries.meeting_of(chair, board, following).agenda().items
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        (item,) = queries.meeting_of(chair, board, following).agenda().items
    assert item.title == "Passwords"


def made_policy(owner):
    return Policy.objects.create(
        title="Passwords", body="Long", adopted_body="Long", owner=owner, review_date=timezone.localdate(), state="ADOPTED",
        adopted_version=1, adopted_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip


def test_nothing_of_a_meeting_that_was_held_changes(board, review, chair):
    close(review, chair)

    acts = (
        lambda: close(review, chair),
        lambda: come(review, chair),
        lambda: meetings.write_minutes(review=review, actor=person(chair), minutes="Otherwise"),
        lambda: meetings.add_topic(review=review, actor=person(chair), title="Late"),
        lambda: reviews.move_review(review=review, actor=person(chair), at=timezone.now() + timedelta(days=2)),
        lambda: reviews.cancel_review(review=review, actor=person(chair)),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(RuleViolation) as refused:
            act()
        assert refused.value.code == "not_planned"


def test_minutes_that_somebody_else_wrote_meanwhile_are_not_overwritten(board, review):
    ingrid, rafael, *_ = members(board)
    meetings.write_minutes(review=review, actor=person(ingrid), minutes="We begin.", version=1)

    with pytest.raises(StaleVersion):
        meetings.write_minutes(review=review, actor=person(rafael), minutes="Mine", version=1)

    assert Review.objects.get(pk=review.pk).minutes == "We begin."
