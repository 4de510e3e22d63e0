"""What is said on tickets and what comes with it. {ref} is an incident of the requester's on a service of the owner's."""

from practices.desk.operations.canned import create_canned_reply
from practices.incident import operations
from tests.permissions import API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
UUID = "(?P<key>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
ID = "(?P<id>[0-9]{1,12})"
LEADS = (SIGN_IN, 403, 403, 403, 403, 403, 200)
KEY = "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"
ON_TICKET = ("say", "draft", "draft/discard", "take-back/<int:number>", "files", "files/<uuid:key>/drop", "canned/<int:number>", "viewing")  # fmt: skip
KINDS = ("incidents",)
PAGES = {
    "files/<uuid:key>/": (SIGN_IN, *(404,) * 6),
    **{f"{kind}/<slug:ref>/{what}/": PAGE_POST_ONLY for kind in KINDS for what in ON_TICKET},
    **{f"{kind}/<slug:ref>/earlier/": (SIGN_IN, 404, 302, 302, 302, 404, 404) for kind in KINDS},
    **{f"{kind}/<slug:ref>/canned/": (SIGN_IN, 404, 403, 403, 200, 404, 404) for kind in KINDS},
    "admin/canned-replies/": LEADS,
    "admin/canned-replies/new/": LEADS,
    "admin/canned-replies/<int:number>/": LEADS,
    "api/v1/^canned-replies/$": API_SIGNED_IN,
    f"api/v1/^canned-replies/{ID}/$": (401, 404, 404, 404, 200, 404, 200),
    f"api/v1/^tickets/{REF}/attachments/$": (401, 404, 200, 200, 200, 404, 404),
    f"api/v1/^tickets/{REF}/attachments/{UUID}/$": (401, 404, 404, 404, 404, 404, 404),
}
KEEPS = (SIGN_IN, 404, 302, 403, 302, 404, 404)
VERBS: dict[tuple[str, str], tuple[int, ...]] = {
    ("POST", "incidents/{ref}/say/"): (SIGN_IN, 404, 403, 403, 409, 404, 404),  # unsaid is internal
    ("POST", "incidents/{ref}/reply/"): (SIGN_IN, 404, 302, 403, 409, 404, 404),
    ("POST", "incidents/{ref}/note/"): (SIGN_IN, 404, 403, 403, 409, 404, 404),
    ("POST", "incidents/{ref}/draft/"): KEEPS,
    ("POST", "incidents/{ref}/draft/discard/"): KEEPS,
    ("POST", "incidents/{ref}/take-back/1/"): KEEPS,
    ("POST", "incidents/{ref}/files/"): KEEPS,
    ("POST", f"incidents/{{ref}}/files/{KEY}/drop/"): (SIGN_IN, 404, 404, 403, 404, 404, 404),
    ("POST", "incidents/{ref}/viewing/"): (SIGN_IN, 404, 403, 403, 200, 404, 404),
    ("POST", "incidents/{ref}/canned/999999/"): (SIGN_IN, 404, 403, 403, 404, 404, 404),
    ("POST", "api/v1/canned-replies/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/canned-replies/{number}/"): (401, 404, 404, 404, 403, 404, 428),
    ("POST", "api/v1/tickets/{ref}/attachments/"): (401, 404, 415, 403, 415, 404, 404),
    ("DELETE", f"api/v1/tickets/{{ref}}/attachments/{KEY}/"): (401, 404, 404, 403, 404, 404, 404),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )  # fmt: skip
    reply = create_canned_reply(
        actor=fixture("by_agent"), user=fixture("agent"), name="Hello", body="Hello {requester}"
    )
    return {
        "<slug:ref>": ticket.ref, "{ref}": ticket.ref, REF: ticket.ref, "<uuid:key>": KEY, UUID: KEY,
        "<int:number>": str(reply.pk), "{number}": str(reply.pk), ID: str(reply.pk),
    }  # fmt: skip
