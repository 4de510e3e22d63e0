"""Routes of the meetings of boards: who sits on one reads it, and administrators; nobody else learns that there is one."""

from datetime import timedelta

from django.utils import timezone

from governance.models import BoardMember, Review
from governance.operations import meetings, reviews
from svs.events.actor import person
from tests.governance.asked import make_board
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

SITS = (SIGN_IN, 404, 404, 404, 404, 200, 200)
ONLY_SITS = (SIGN_IN, 404, 404, 404, 404, 200, 403)  # administrators read, and take no part
CHAIR = (
    SIGN_IN,
    404,
    404,
    404,
    404,
    200,
    200,
)  # the one who sits here is the chair; what members may not is tested with the pages
API_SITS = (401, 404, 404, 404, 404, 200, 200)
SLUG, REF = "(?P<slug>[-a-z0-9_]{1,120})", "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
API = f"api/v1/^boards/{SLUG}/reviews/"
HOLDS = ONLY_SITS
PAGES = {
    "side/boards/": (SIGN_IN, *(200,) * 6),
    "boards/<slug:slug>/agenda/": SITS,
    "boards/<slug:slug>/agenda/item/": (SIGN_IN, *(404,) * 6),
    "boards/<slug:slug>/agenda/fill/": CHAIR,
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
    f"{API}$": API_SITS,
    f"{API}{REF}/$": API_SITS,
    f"{API}{REF}/items/$": API_SITS,
    f"{API}{REF}/minutes/$": API_POST_ONLY,
    **{
        f"{API}{REF}/{verb}/$": API_POST_ONLY
        for verb in ("cancel", "present", "settle", "decide", "close")
    },
}
_ONE = "api/v1/boards/{slug}/reviews/{ref}/"
VERBS = {
    ("POST", "api/v1/boards/{slug}/reviews/"): (401, 404, 404, 404, 404, 400, 400),
    ("PATCH", _ONE): (401, 404, 404, 404, 404, 428, 428),
    ("POST", f"{_ONE}items/"): (401, 404, 404, 404, 404, 400, 403),
    ("PATCH", f"{_ONE}minutes/"): (401, 404, 404, 404, 404, 428, 403),
    ("POST", f"{_ONE}present/"): (401, 404, 404, 404, 404, 400, 403),
    ("POST", f"{_ONE}settle/"): (401, 404, 404, 404, 404, 400, 403),
    ("POST", f"{_ONE}decide/"): (401, 404, 404, 404, 404, 400, 403),
    ("POST", f"{_ONE}close/"): (401, 404, 404, 404, 404, 409, 403),
}


def examples(fixture) -> dict[str, str]:
    board, chair = make_board("Vera Lindqvist", chair="nobody yet"), fixture("board")
    BoardMember.objects.create(board=board, user=chair, is_chair=True, since=timezone.now())
    by_chair = person(chair)
    review = reviews.plan_review(board=board, actor=by_chair, at=timezone.now() + timedelta(days=1))
    Review.objects.filter(pk=review.pk).update(at=timezone.now() + timedelta(minutes=5))
    topic = meetings.add_topic(review=review, actor=by_chair, title="Winter staffing")
    return {
        "<slug:slug>": board.slug,
        SLUG: board.slug,
        REF: review.ref,
        "<slug:ref>": review.ref,
        "{slug}": board.slug,
        "{ref}": review.ref,
        "<int:number>": str(topic.pk),
    }
