"""Routes of the improvement register; it was raised by the owner of the service."""

from django.utils import timezone

from improvement import operations
from improvement.queries import Source
from svs.events.actor import person
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
API_READERS = (401, 403, 403, 200, 200, 200, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "improvements/": READERS,
    "improvements/raise/": READERS,
    "improvements/<slug:ref>/": READERS,
    "improvements/<slug:ref>/edit/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    **{f"improvements/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("start", "finish", "drop")},
    "api/v1/^improvements/$": API_READERS,
    f"api/v1/^improvements/{REF}/$": API_READERS,
    **{f"api/v1/^improvements/{REF}/{verb}/$": API_POST_ONLY for verb in ("start", "finish", "drop")},
}  # fmt: skip
VERBS = {
    ("POST", "api/v1/improvements/"): (401, 403, 403, 400, 400, 400, 400),
    ("PATCH", "api/v1/improvements/{ref}/"): (401, 404, 404, 428, 403, 403, 428),
    ("POST", "api/v1/improvements/{ref}/finish/"): (401, 404, 404, 400, 403, 403, 400),
    ("POST", "api/v1/improvements/{ref}/drop/"): (401, 404, 404, 400, 403, 403, 400),
}


def examples(fixture) -> dict[str, str]:
    owner = fixture("owner")
    made = operations.raise_improvement(
        actor=person(owner), source=Source(service=fixture("scanners")), issue="Slow", expected_impact="Faster",
        owner_id=owner.pk, target_date=timezone.localdate(),
    )  # fmt: skip
    return {"<slug:ref>": made.ref, REF: made.ref, "{ref}": made.ref}
