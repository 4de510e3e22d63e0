"""Routes of the incident practice. {ref} is an incident of the requester's on a service of the owner's."""

from practices.incident import operations
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

ACTIONS = ("assign", "hold", "resume", "resolve", "reopen", "close", "reply", "note")
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "incidents/": SIGNED_IN,
    "incidents/mine/": SIGNED_IN,
    "incidents/all/": SIGNED_IN,
    "incidents/log/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "incidents/<slug:ref>/": (SIGN_IN, 404, 200, 200, 200, 404, 404),
    **{f"incidents/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ACTIONS},
    "api/v1/^incidents/$": API_SIGNED_IN,
    f"api/v1/^incidents/{REF}/$": (401, 404, 200, 200, 200, 404, 404),
    **{f"api/v1/^incidents/{REF}/{verb}/$": API_POST_ONLY for verb in ACTIONS},
    f"api/v1/^incidents/{REF}/messages/$": (401, 404, 200, 200, 200, 404, 404),
}
# (method, path) with an empty body -> answers; 403 seen but forbidden, 404 unseen
VERBS = {
    ("POST", "api/v1/incidents/{ref}/assign/"): (401, 404, 403, 403, 409, 404, 404),
    ("POST", "api/v1/incidents/{ref}/hold/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/incidents/{ref}/resume/"): (401, 404, 403, 403, 409, 404, 404),
    ("POST", "api/v1/incidents/{ref}/resolve/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/incidents/{ref}/reopen/"): (401, 404, 409, 403, 409, 404, 404),
    ("POST", "api/v1/incidents/{ref}/close/"): (401, 404, 403, 403, 409, 404, 404),
    ("POST", "api/v1/incidents/{ref}/reply/"): (401, 404, 400, 403, 400, 404, 404),
    ("POST", "api/v1/incidents/{ref}/note/"): (401, 404, 403, 403, 400, 404, 404),
    ("PATCH", "api/v1/incidents/{ref}/"): (401, 404, 403, 403, 428, 404, 404),
    ("POST", "api/v1/incidents/"): (401, 403, 403, 403, 400, 403, 403),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )  # fmt: skip
    return {"<slug:ref>": ticket.ref, REF: ticket.ref, "{ref}": ticket.ref}
