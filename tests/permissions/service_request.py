"""Routes of the service request practice. {ref} is a request of the requester's on a service of the owner's; the board is asked to approve it."""

from practices.service_request import operations
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN
from tests.permissions.desk_talk import KEY, ON_TICKET

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
ACTIONS = ("assign", "hold", "resume", "fulfil", "reopen", "close", "reply", "note", "ask-approval", "cancel")  # fmt: skip
WORKED = (SIGN_IN, 404, 403, 403, 200, 403, 404)
ASKED = (
    "assign",
    "hold",
    "resume",
    "fulfil",
    "close",
    "ask-approval",
)  # a GET shows what the verb asks for
SEEN = (401, 404, 200, 200, 200, 200, 404)
PAGES = {
    "help/ask-for/": SIGNED_IN,
    "requests/log/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "requests/<slug:ref>/": (SIGN_IN, 404, 302, 200, 200, 302, 404),
    **{f"requests/<slug:ref>/{thing}/": (SIGN_IN, 404, 403, 403, 200, 403, 404) for thing in ("watch", "tasks", "links", "links/pick", "merge", "convert")},
    "requests/<slug:ref>/flow/": (SIGN_IN, 404, 403, 200, 200, 403, 404),
    "requests/<slug:ref>/edit/": (SIGN_IN, 404, 403, 403, 200, 403, 404),
    "requests/<slug:ref>/items/": (SIGN_IN, 404, 403, 403, 200, 403, 404),
    **{f"requests/<slug:ref>/{verb}/": WORKED for verb in ASKED},
    **{f"requests/<slug:ref>/{verb}/": (SIGN_IN, 404, 200, 403, 200, 403, 404) for verb in ("reopen", "cancel")},
    **{f"requests/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("reply", "note", "items/change")},
    **{f"requests/<slug:ref>/{what}/": PAGE_POST_ONLY for what in ON_TICKET},
    "requests/<slug:ref>/clock/<slug:measure>/": (SIGN_IN, 404, 302, 404, 404, 404, 404),  # nothing is promised
    "requests/<slug:ref>/promise/": (SIGN_IN, 404, 403, 403, 200, 403, 404),
    "requests/<slug:ref>/promise/withdraw/": PAGE_POST_ONLY,
    "requests/<slug:ref>/canned/": WORKED,
    "requests/<slug:ref>/earlier/": (SIGN_IN, 404, 302, 302, 302, 302, 404),
    "requests/<slug:ref>/answers/": (SIGN_IN, 404, 403, 403, 200, 403, 404),
    "requests/<slug:ref>/answers/solved/": PAGE_POST_ONLY,
    "api/v1/^requests/$": API_SIGNED_IN,
    f"api/v1/^requests/{REF}/$": SEEN,
    **{f"api/v1/^requests/{REF}/{verb}/$": API_POST_ONLY for verb in ACTIONS},
    f"api/v1/^requests/{REF}/messages/$": SEEN,
    f"api/v1/^requests/{REF}/survey/$": API_POST_ONLY,
    "api/v1/help/requests/": API_POST_ONLY,
}  # fmt: skip
# (method, path) with an empty body -> answers; 403 seen but forbidden, 404 unseen
VERBS = {
    ("POST", "api/v1/requests/"): (401, 403, 403, 403, 400, 403, 403),
    ("POST", "api/v1/help/requests/"): (401, *(400,) * 6),
    ("PATCH", "api/v1/requests/{ref}/"): (401, 404, 403, 403, 428, 403, 404),
    ("POST", "api/v1/requests/{ref}/assign/"): (401, 404, 403, 403, 409, 403, 404),
    ("POST", "api/v1/requests/{ref}/hold/"): (401, 404, 403, 403, 400, 403, 404),
    ("POST", "api/v1/requests/{ref}/resume/"): (401, 404, 403, 403, 409, 403, 404),
    ("POST", "api/v1/requests/{ref}/fulfil/"): (401, 404, 403, 403, 400, 403, 404),
    ("POST", "api/v1/requests/{ref}/reopen/"): (401, 404, 409, 403, 409, 403, 404),
    ("POST", "api/v1/requests/{ref}/close/"): (401, 404, 403, 403, 409, 403, 404),
    ("POST", "api/v1/requests/{ref}/reply/"): (401, 404, 400, 403, 400, 403, 404),
    ("POST", "api/v1/requests/{ref}/note/"): (401, 404, 403, 403, 400, 403, 404),
    ("POST", "api/v1/requests/{ref}/survey/"): (401, 404, 400, 404, 404, 404, 404),
    ("POST", "requests/{ref}/say/"): (SIGN_IN, 404, 403, 403, 409, 403, 404),  # unsaid is internal
    ("POST", "requests/{ref}/draft/"): (SIGN_IN, 404, 302, 403, 302, 403, 404),
    ("POST", "requests/{ref}/files/"): (SIGN_IN, 404, 302, 403, 302, 403, 404),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.log_request(
        actor=fixture("by_agent"), title="A second screen", requester=fixture("requester"), service_id=fixture("scanners").pk
    )  # fmt: skip
    operations.ask_approval(
        ticket=ticket, actor=fixture("by_agent"), approver_id=fixture("board").pk
    )
    return {
        "<slug:ref>": ticket.ref, REF: ticket.ref, "{ref}": ticket.ref, "<uuid:key>": KEY, "<int:number>": "1", "<slug:measure>": "resolution",
    }  # fmt: skip
