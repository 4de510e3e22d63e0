"""When a board meets: by its cadence one ahead, and by hand."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from governance.models import Review
from governance.operations import meetings, reviews
from governance.queries import reviews as queries
from governance.rules.reviews import Cadence, next_meeting, quorum
from governance.tasks.reviews import plan_and_announce
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.deliver import drain
from svs.events.models import DomainEvent
from svs.notices.models import Notice
from tests.governance.asked import make_board, members

pytestmark = pytest.mark.django_db
WEEKLY = Cadence(1, 1, time(9, 30), "Europe/Amsterdam")
TUESDAY = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)  # 09:30 in Amsterdam


@pytest.fixture
def board(db, settings):
    settings.SVS_TIME_ZONE = "Europe/Amsterdam"
    return make_board()


@pytest.fixture
def by_chair(board):
    return person(members(board)[0])


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 12, day, hour, 0, tzinfo=UTC)


def test_the_first_meeting_is_on_the_next_of_its_weekdays():
    assert next_meeting(WEEKLY, now=at(1, 8), last=None) == TUESDAY
    assert next_meeting(WEEKLY, now=at(1, 9), last=None) == TUESDAY + timedelta(weeks=1)


def test_every_second_week_is_counted_from_the_last_meeting_also_when_that_was_on_another_day():
    fortnightly = Cadence(2, 1, time(9, 30), "Europe/Amsterdam")

    assert next_meeting(fortnightly, now=at(3), last=at(3)) == TUESDAY + timedelta(weeks=2)
    assert next_meeting(fortnightly, now=at(29), last=TUESDAY) == TUESDAY + timedelta(weeks=6)


def test_the_clock_on_the_wall_stays_the_same_when_summer_time_begins():
    before = datetime(2027, 3, 23, 12, 0, tzinfo=UTC)

    assert next_meeting(WEEKLY, now=before, last=before) == datetime(2027, 3, 30, 7, 30, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_the_one_after_it():
    by_night = Cadence(1, 6, time(2, 30), "Europe/Amsterdam")

    found = next_meeting(by_night, now=datetime(2027, 3, 27, 12, 0, tzinfo=UTC), last=None)

    assert found == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 there


@given(
    st.integers(1, 13), st.integers(0, 6), st.times(), st.sampled_from(["Europe/Amsterdam", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]),
    st.integers(0, 15 * 365 * 86_400), st.timedeltas(timedelta(days=-400), timedelta(days=60)),
)  # fmt: skip
def test_the_next_meeting_is_ahead_and_no_further_than_the_cadence_allows(weeks, weekday, clock, zone, now, back):  # fmt: skip
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=now)
    last = now + back
    found = next_meeting(Cadence(weeks, weekday, clock, zone), now=now, last=last)

    assert now < found <= max(now, last) + timedelta(weeks=weeks, days=8)


def test_more_than_half_make_a_board_quorate_and_a_delegate_sits_for_who_sent_them():
    seats = {1: {1}, 2: {2, 9}, 3: {3}, 4: {4, 9}, 5: {5}}

    assert not quorum(seats, [1, 2]).is_met
    assert quorum(seats, [1, 9]).here == 3  # sits on two
    assert quorum(seats, [2, 9]).here == 2  # one seat is not counted twice
    assert not quorum(seats, [1, 2, 3], asked=[4]).is_met
    assert not quorum({}, []).is_met


def test_one_meeting_is_planned_ahead_and_no_more(board):
    with time_machine.travel(at(2), tick=False):
        plan_and_announce()
        plan_and_announce()

    (planned,) = Review.objects.all()
    assert planned.at == TUESDAY + timedelta(weeks=1)
    assert DomainEvent.objects.filter(name="review.planned").count() == 1


def test_a_board_that_is_closed_does_not_meet(board, by_chair):
    type(board).objects.update(is_active=False)
    board.refresh_from_db()

    assert reviews.plan_ahead() == 0
    with pytest.raises(RuleViolation, match="not meet"):
        reviews.plan_review(board=board, actor=by_chair, at=timezone.now() + timedelta(days=1))


def test_what_was_cancelled_is_not_planned_again_and_the_week_after_is(board, by_chair):
    with time_machine.travel(at(2), tick=False):
        reviews.plan_ahead()
        reviews.cancel_review(review=Review.objects.get(), actor=by_chair, words="Holidays")
        reviews.plan_ahead()

    kept, planned = Review.objects.order_by("at")
    assert (kept.state, kept.minutes) == ("CANCELLED", "Holidays")
    assert planned.at == TUESDAY + timedelta(weeks=2)


def test_topics_of_a_cancelled_meeting_go_to_the_next(board, by_chair):
    with time_machine.travel(at(2), tick=False):
        reviews.plan_ahead()
        first = Review.objects.get()
        meetings.add_topic(
            review=first, actor=by_chair, title="Winter staffing", note="Two are away"
        )
        reviews.cancel_review(review=first, actor=by_chair)

    carried = queries.next_of(board, at(2)).items.get()
    assert (carried.title, carried.note, carried.carried_from.review_id) == ("Winter staffing", "Two are away", first.pk)  # fmt: skip


def test_a_meeting_is_moved_to_a_moment_to_come_and_never_twice_at_once(board, by_chair):
    with time_machine.travel(at(2), tick=False):
        reviews.plan_ahead()
        review = Review.objects.get()
        other = reviews.plan_review(board=board, actor=by_chair, at=at(20))
        for moment, code in ((at(1), "moment_passed"), (at(20), "planned_already"), (at(2) + timedelta(days=500), "too_far")):  # fmt: skip
            with pytest.raises(RuleViolation) as refused:
                reviews.move_review(review=review, actor=by_chair, at=moment)
            assert refused.value.code == code
        with pytest.raises(StaleVersion):
            reviews.move_review(review=review, actor=by_chair, at=at(9), version=7)

        moved = reviews.move_review(review=review, actor=by_chair, at=at(9), version=1)

    assert (moved.at, moved.version, other.at) == (at(9), 2, at(20))


def test_members_are_told_a_day_before_and_once_and_again_when_it_is_moved(board, by_chair):
    with time_machine.travel(at(7, 6), tick=False) as clock:
        reviews.plan_ahead()
        plan_and_announce()
        assert not Notice.objects.exists()

        clock.shift(timedelta(hours=4))
        plan_and_announce()
        plan_and_announce()
        drain("notices.tell")
        assert Notice.objects.filter(kind="review.ready").count() == 5

        reviews.move_review(review=Review.objects.get(), actor=by_chair, at=at(9))
        drain("notices.tell")
    assert Notice.objects.filter(kind="review.moved").count() == 4  # nobody hears of their own act


def test_only_who_sits_on_the_board_can_be_named_to_hold_it(board, by_chair, agent):
    reviews.plan_ahead()
    review = Review.objects.get()

    with pytest.raises(RuleViolation, match="sits on the board"):
        reviews.name_holder(review=review, actor=by_chair, person_id=agent.pk)
    named = reviews.name_holder(review=review, actor=by_chair, person_id=members(board)[1].pk)

    assert named.holder == members(board)[1]
