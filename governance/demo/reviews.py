"""The change board met last week, with minutes and a decision, and meets again; two topics wait for it."""

from datetime import timedelta

from django.utils import timezone

from governance.models import Board, Decision, Review
from governance.operations import meetings, reviews
from governance.queries.reviews import cadence_of
from governance.rules.agenda import EVERYTHING
from governance.rules.reviews import next_meeting
from svs.accounts.models import User
from svs.demo.people import address
from svs.events.actor import Actor, person

MINUTES = """Present: five of six; Malik is away.

## Scanner firmware
- Hall A lost its sessions twice in a week. **Network Operations** rolls back hall by hall, and looks after each.
- Nobody wants another firmware before the holidays.

## Badge readers
- Three readers still take addresses from a pool that Identity gives up in January. To be talked about again.
"""
DECIDED = {
    "title": "Scanners change hall by hall, never all at once",
    "why": "Both times the whole warehouse stood still, because every hall got the same firmware in one night.",
    "expected_effect": "No scanner change stops more than one hall; seen within six weeks.",
    "cost": "Two evenings more for each firmware",
}


def load() -> None:
    """Through the real operations; only the days of the past meeting are set back."""
    board = Board.objects.get(slug="change-board")
    if Review.objects.filter(board=board).exists():
        return
    board.agenda = {"fill": list(EVERYTHING)}
    board.save(update_fields=["agenda"])
    chair = board.members.get(is_chair=True, until__isnull=True).user
    _held(board, chair, person(chair))
    reviews.plan_ahead()
    review = Review.objects.filter(board=board, state=Review.State.PLANNED).latest("at")
    member = board.members.filter(is_chair=False, until__isnull=True).order_by("id")[0].user
    meetings.add_topic(
        review=review, actor=person(member), title="Who answers for changes between the holidays?",
        note="Two of us are away from 23 December on, and three changes want a window then.",
    )  # fmt: skip


def _held(board: Board, chair: User, by: Actor) -> None:
    now = timezone.now()
    at = next_meeting(cadence_of(board), now=now - timedelta(days=8), last=None)
    review = Review.objects.create(board=board, at=at)
    for seat in board.members.filter(until__isnull=True).order_by("id")[:5]:
        meetings.mark_present(review=review, actor=person(seat.user), user=seat.user, is_here=True)
    scanners = meetings.add_topic(review=review, actor=by, title="Scanner firmware after the two outages")  # fmt: skip
    badges = meetings.add_topic(review=review, actor=by, title="Badge readers and the pool of addresses")  # fmt: skip
    mugs = meetings.add_topic(review=review, actor=by, title="A dashboard for the dashboard")
    meetings.write_minutes(review=review, actor=by, minutes=MINUTES)
    meetings.decide_in_review(
        review=review, actor=by, user=chair, key=f"topic-{scanners.pk}", owner_id=User.objects.get(email=address("Elena Petrova")).pk,
        review_date=timezone.localdate(now) + timedelta(days=35), **DECIDED,
    )  # fmt: skip
    ends = {
        f"topic-{badges.pk}": ("carried", ""),
        f"topic-{mugs.pk}": ("dropped", "Nobody would act on it."),
    }
    meetings.close_review(review=review, actor=by, user=chair, ends=ends, rest="carried")
    held_at = at + timedelta(minutes=41)
    Review.objects.filter(pk=review.pk).update(held_at=held_at)
    Decision.objects.filter(review_of=review).update(decided_at=held_at)
