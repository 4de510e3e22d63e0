"""Routes of the meetings of boards: who sits on one reads it, and administrators; nobody else learns that there is one."""

from datetime import timedelta

from django.utils import timezone

from governance.models import BoardMember, Review
from governance.operations import meetings, reviews
from svs.events.actor import person
from tests.governance.asked import make_board
from tests.permissions import PAGE_POST_ONLY, SIGN_IN

SITS = (SIGN_IN, 404, 404, 404, 404, 200, 200)
ONLY_SITS = (SIGN_IN, 404, 404, 404, 404, 200, 403)  # administrators read, and take no part
CHAIR = (SIGN_IN, 404, 404, 404, 404, 403, 200)  # of members the chair only
HOLDS = (SIGN_IN, 404, 404, 404, 404, 403, 403)
PAGES = {
    "side/boards/": (SIGN_IN, *(200,) * 6),
    "boards/<slug:slug>/agenda/": SITS,
    "boards/<slug:slug>/agenda/item/": (SIGN_IN, *(404,) * 6),
    "boards/<slug:slug>/questions/": SITS,
    "boards/<slug:slug>/minutes/": SITS,
    "boards/<slug:slug>/past/": SITS,
    "boards/<slug:slug>/plan/": CHAIR,
    "reviews/<slug:ref>/": SITS,
    "reviews/<slug:ref>/move/": CHAIR,
    "reviews/<slug:ref>/cancel/": CHAIR,
    "reviews/<slug:ref>/holder/": CHAIR,
    "reviews/<slug:ref>/present/": PAGE_POST_ONLY,
    "reviews/<slug:ref>/topics/": ONLY_SITS,
    "reviews/<slug:ref>/topics/<int:number>/remove/": PAGE_POST_ONLY,
    "reviews/<slug:ref>/settle/": PAGE_POST_ONLY,
    "reviews/<slug:ref>/decide/": HOLDS,
    "reviews/<slug:ref>/minutes/": PAGE_POST_ONLY,
    "reviews/<slug:ref>/close/": HOLDS,
}
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


def examples(fixture) -> dict[str, str]:
    board = make_board("Vera Lindqvist", name="Change board")
    BoardMember.objects.create(board=board, user=fixture("board"), since=timezone.now())
    by_chair = person(board.members.get(is_chair=True).user)
    review = reviews.plan_review(board=board, actor=by_chair, at=timezone.now() + timedelta(days=1))
    Review.objects.filter(pk=review.pk).update(at=timezone.now() + timedelta(minutes=5))
    topic = meetings.add_topic(review=review, actor=by_chair, title="Winter staffing")
    return {
        "<slug:slug>": board.slug,
        "<slug:ref>": review.ref,
        "{slug}": board.slug,
        "{ref}": review.ref,
        "<int:number>": str(topic.pk),
    }
