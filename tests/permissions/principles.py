"""Routes of principle checks: of a change of the agent's on a service of the owner's, and of a workshop of the agent's."""

from governance import operations
from practices.change import operations as changes
from svs.permissions.models import Grant
from tests.permissions import API_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
OF = r"of/(?P<kind>change|improvement|rule|policy)/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
SEEN = (SIGN_IN, 404, 200, 200, 200, 200, 404)
PK = "(?P<pk>[0-9]{1,9})"
PAGES = {
    "principles/": READERS,
    "principles/new/": READERS,
    "principles/<slug:kind>/<slug:key>/": SEEN,
    "principles/<slug:kind>/<slug:key>/answer/": (SIGN_IN, 404, 403, 403, 200, 403, 404),
    "principles/<slug:kind>/<slug:key>/lacks/": SEEN,
    "principles/<slug:kind>/<slug:key>/export/": SEEN,
    "api/v1/^principle-checks/$": (401, 200, 200, 200, 200, 200, 200),
    f"api/v1/^principle-checks/{PK}/$": (401, 404, 404, 200, 200, 200, 200),
    f"api/v1/^principle-checks/{PK}/answer/$": API_POST_ONLY,
    f"api/v1/^principle-checks/{OF}/$": (401, 404, 200, 200, 200, 200, 404),
}
VERBS = {
    ("POST", "api/v1/principle-checks/"): (401, 403, 403, 400, 400, 400, 400),
    ("POST", "api/v1/principle-checks/{pk}/answer/"): (401, 404, 404, 403, 400, 403, 400),
    ("POST", "api/v1/principle-checks/of/change/{ref}/"): (401, 404, 403, 403, 400, 403, 404),
}


def examples(fixture) -> dict[str, str]:
    actor = fixture("by_agent")
    ticket = changes.draft_change(actor=actor, title="Roll back", requester=fixture("requester"), service_id=fixture("scanners").pk)  # fmt: skip
    check = operations.open_check(actor=actor, kind="workshop", title="Receiving, redesigned")
    Grant.objects.create(user=fixture("board"), subject_type="ticket", subject_id=ticket.pk, verb="view", reason="Asked")  # fmt: skip
    return {
        "<slug:kind>": "change", "<slug:key>": ticket.ref, OF: f"of/change/{ticket.ref}", "{ref}": ticket.ref, PK: str(check.pk),
        "{pk}": str(check.pk),
    }  # fmt: skip
