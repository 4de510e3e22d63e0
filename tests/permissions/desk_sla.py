"""Routes of clocks and promised dates. {ref} is an incident of the requester's on a service of the owner's."""

from practices.service_level.models import Target
from practices.service_level.queries import forget_promises
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN
from tests.permissions.desk import examples as of_desk

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "service-levels/try/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "api/v1/targets/try/": API_POST_ONLY,
    "incidents/<slug:ref>/clock/<slug:measure>/": (SIGN_IN, 404, 302, 200, 200, 404, 404),
    "incidents/<slug:ref>/promise/": (SIGN_IN, 404, 403, 403, 200, 404, 404),
    "incidents/<slug:ref>/promise/withdraw/": PAGE_POST_ONLY,
    f"api/v1/^tickets/{REF}/clocks/$": (401, 404, 403, 200, 200, 404, 404),
    f"api/v1/^tickets/{REF}/clocks/(?P<measure>response|resolution)/$": (401, 404, 403, 200, 200, 404, 404),
    f"api/v1/^tickets/{REF}/promise/$": API_POST_ONLY,
    f"api/v1/^tickets/{REF}/promise/withdraw/$": API_POST_ONLY,
}  # fmt: skip
VERBS = {
    ("POST", "api/v1/targets/try/"): (401, 403, 403, 400, 403, 403, 400),
    ("POST", "incidents/{ref}/promise/"): (SIGN_IN, 404, 403, 403, 409, 404, 404),
    ("POST", "incidents/{ref}/promise/withdraw/"): (SIGN_IN, 404, 403, 403, 302, 404, 404),
    ("POST", "api/v1/tickets/{ref}/promise/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/tickets/{ref}/promise/withdraw/"): (401, 404, 403, 403, 409, 404, 404),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; a time is promised, so the ticket has a clock."""
    Target.objects.create(kind="incident", priority=3, seconds=3600)
    forget_promises()
    ref = of_desk(fixture)["<slug:ref>"]
    return {
        "<slug:ref>": ref,
        "<slug:measure>": "resolution",
        REF: ref,
        "{ref}": ref,
        "(?P<measure>response|resolution)": "resolution",
    }
