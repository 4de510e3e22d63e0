"""Routes of boards, delegations and the table of decision rights; the owner stands in for an agent, one draft is written."""

from datetime import timedelta

from django.utils import timezone

from governance.models import DecisionRight
from governance.operations import boards, delegations, rights
from svs.events.actor import person
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
API_READERS = (401, 403, 403, 200, 200, 200, 200)
MAKERS = (SIGN_IN, *(403,) * 5, 200)
SLUG, REF, PK = "(?P<slug>[a-z0-9-]{1,120})", "(?P<ref>R-[0-9]{1,6})", "(?P<pk>[0-9]{1,9})"
PAGES = {
    "boards/": READERS,
    "boards/new/": MAKERS,
    "boards/<slug:slug>/": READERS,
    "boards/<slug:slug>/edit/": MAKERS,
    **{f"boards/<slug:slug>/{verb}/": PAGE_POST_ONLY for verb in ("join", "leave/<int:number>", "close", "reopen")},
    "delegations/": READERS,
    "delegations/<int:number>/end/": PAGE_POST_ONLY,
    "roles/": READERS,
    "rights/": READERS,
    "rights/new/": MAKERS,
    "rights/try/": READERS,
    "rights/<slug:ref>/": READERS,
    "rights/<slug:ref>/edit/": MAKERS,
    **{f"rights/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("lower", "end", "propose", "take-back", "discard")},
    "api/v1/^boards/$": API_READERS,
    f"api/v1/^boards/{SLUG}/$": API_READERS,
    **{f"api/v1/^boards/{SLUG}/{verb}/$": API_POST_ONLY for verb in ("join", "leave", "close", "reopen")},
    "api/v1/^delegations/$": API_READERS,
    f"api/v1/^delegations/{PK}/$": (401, 403, 403, 200, 200, 404, 200),
    f"api/v1/^delegations/{PK}/end/$": API_POST_ONLY,
    "api/v1/^decision-rights/$": API_READERS,
    "api/v1/^decision-rights/try/$": API_POST_ONLY,
    f"api/v1/^decision-rights/{REF}/$": API_READERS,
    f"api/v1/^decision-rights/{REF}/versions/$": API_READERS,
    **{f"api/v1/^decision-rights/{REF}/{verb}/$": API_POST_ONLY for verb in ("draft", "propose", "take-back", "discard")},
}  # fmt: skip
_SEAT = (401, 404, 404, 403, 403, 403, 400)
_DRAFTERS = (401, *(403,) * 5, 400)
VERBS = {
    ("POST", "api/v1/boards/"): (401, *(403,) * 5, 400),
    ("PATCH", "api/v1/boards/{slug}/"): (401, 404, 404, 403, 403, 403, 428),
    ("POST", "api/v1/boards/{slug}/join/"): _SEAT,
    ("POST", "api/v1/boards/{slug}/leave/"): _SEAT,
    ("POST", "api/v1/delegations/"): (401, 403, 403, 400, 400, 400, 400),
    ("POST", "api/v1/decision-rights/try/"): (401, 403, 403, 400, 400, 400, 400),
    ("POST", "api/v1/decision-rights/"): _DRAFTERS,
    ("PATCH", "api/v1/decision-rights/{ref}/"): (401, *(403,) * 5, 428),
}


def examples(fixture) -> dict[str, str]:
    by = person(fixture("administrator"))
    board = boards.make_board(actor=by, name="Change board", purpose="Weighs changes.")
    owner, today = fixture("owner"), timezone.localdate()
    given = delegations.delegate(actor=person(owner), person=owner, to=fixture("agent"), since=today, until=today + timedelta(days=3))  # fmt: skip
    draft = rights.draft_next(right=DecisionRight.objects.get(subject="policy"), actor=by)
    return {
        "<slug:slug>": board.slug,
        SLUG: board.slug,
        "{slug}": board.slug,
        "<int:number>": str(given.pk),
        PK: str(given.pk),
        "{pk}": str(given.pk),
        "<slug:ref>": draft.ref,
        REF: draft.ref,
        "{ref}": draft.ref,
    }
