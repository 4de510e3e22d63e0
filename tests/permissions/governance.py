"""Routes of the decision register; the owner of the service decided."""

from datetime import timedelta

from django.utils import timezone

from governance import operations
from svs.events.actor import person
from tests.metrics.conftest import broken_promise
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
API_READERS = (401, 403, 403, 200, 200, 200, 200)
POLICY, API_POLICY = (SIGN_IN, *(403,) * 5, 200), (401, *(403,) * 5, 200)
KEY = r"(?P<key>[a-z_]{1,40}\.[a-z_]{1,60})"
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "decisions/": READERS,
    "decisions/record/": (
        SIGN_IN,
        403,
        403,
        200,
        403,
        200,
        403,
    ),  # by hand: who owns a service, or sits on a board
    "decisions/<slug:ref>/": READERS,
    "decisions/<slug:ref>/review/": PAGE_POST_ONLY,
    "admin/policy/": POLICY,
    "admin/policy/<str:key>/": POLICY,
    "admin/policy/<str:key>/<int:number>/withdraw/": PAGE_POST_ONLY,
    "admin/policy/<str:key>/take-back/": PAGE_POST_ONLY,
    "api/v1/^policy/$": API_POLICY,
    f"api/v1/^policy/{KEY}/$": API_POLICY,
    f"api/v1/^policy/{KEY}/adopt/$": API_POST_ONLY,
    "api/v1/^decisions/$": API_READERS,
    f"api/v1/^decisions/{REF}/$": API_READERS,
    f"api/v1/^decisions/{REF}/review/$": API_POST_ONLY,
}
VERBS = {
    ("POST", "api/v1/policy/{key}/adopt/"): (401, 403, 403, 403, 403, 403, 400),
    ("POST", "api/v1/decisions/"): (401, 403, 403, 400, 400, 400, 400),
    ("POST", "api/v1/decisions/{ref}/review/"): (401, 404, 404, 400, 403, 403, 400),
}


def examples(fixture) -> dict[str, str]:
    owner = fixture("owner")
    made = operations.record_decision(
        actor=person(owner), signal=broken_promise(fixture("by_agent"), fixture("scanners"), owner), title="Back",
        why="It began then", expected_effect="Faster", review_date=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    key = "automation.rate_per_hour"
    return {
        "<str:key>": key,
        KEY: key,
        "{key}": key,
        "<int:number>": "1",
        "<slug:ref>": made.ref,
        REF: made.ref,
        "{ref}": made.ref,
    }
