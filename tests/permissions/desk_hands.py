"""Routes of bulk actions, undo and preview. {ref} is an incident of the requester's on a service of the owner's."""

from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY
from tests.permissions.desk import examples as of_desk

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "tickets/bulk/": (302,) * 7,  # nothing is picked
    "tickets/<slug:ref>/preview/": (302, 404, 302, 200, 200, 404, 404),
    "tickets/<slug:ref>/undo/": PAGE_POST_ONLY,
    "api/v1/tickets/bulk/": API_POST_ONLY,
    f"api/v1/^tickets/{REF}/undo/$": API_POST_ONLY,
}
# (method, path) with an empty body -> answers; 403 seen but forbidden, 404 unseen
VERBS = {
    ("POST", "api/v1/tickets/bulk/"): (401, 400, 400, 400, 400, 400, 400),
    ("POST", "api/v1/tickets/{ref}/undo/"): (401, 404, 403, 403, 409, 404, 404),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ref = of_desk(fixture)["<slug:ref>"]
    return {"<slug:ref>": ref, REF: ref, "{ref}": ref}
