"""A meeting and many hands at the same moment: one end, one plan, nobody's presence lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Review
from governance.operations import meetings, reviews
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.governance.asked import make_board, members
from tests.governance.test_votes_at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def begun(board) -> Review:
    review = reviews.plan_review(board=board, actor=person(members(board)[0]), at=timezone.now() + timedelta(minutes=5))  # fmt: skip
    meetings.add_topic(review=review, actor=person(members(board)[1]), title="Winter staffing")
    return review


def test_eight_closings_end_a_meeting_once():
    board = make_board()
    review, chair = begun(board), members(board)[0]

    def close():
        return meetings.close_review(review=review, actor=person(chair), user=chair, ends={}, rest="carried")  # fmt: skip

    found = all_at_once(*[close] * 8)

    assert sum(getattr(one, "code", "") == "not_planned" for one in found) == 7
    assert DomainEvent.objects.filter(name="review.held").count() == 1
    following = Review.objects.get(board=board, state="PLANNED")
    assert following.items.count() == 1


def test_eight_ticks_plan_one_meeting():
    board = make_board()

    all_at_once(*[reviews.plan_ahead] * 8)

    assert Review.objects.filter(board=board).count() == 1


def test_everybody_who_joins_at_once_is_there():
    board = make_board()
    review = begun(board)

    def join(user):
        return lambda: meetings.mark_present(review=review, actor=person(user), user=user, is_here=True)  # fmt: skip

    all_at_once(*[join(user) for user in members(board)])

    assert len(Review.objects.get(pk=review.pk).present) == 5
