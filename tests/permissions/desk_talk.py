"""What is said on tickets and what comes with it. {ref} is an incident of the requester's on a service of the owner's."""

from practices.incident import operations
from tests.permissions import PAGE_POST_ONLY, SIGN_IN

KEY = "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"
ON_TICKET = (
    "say",
    "draft",
    "draft/discard",
    "take-back/<int:number>",
    "files",
    "files/<uuid:key>/drop",
)
KINDS = ("incidents",)
PAGES = {
    "files/<uuid:key>/": (SIGN_IN, *(404,) * 6),
    **{f"{kind}/<slug:ref>/{what}/": PAGE_POST_ONLY for kind in KINDS for what in ON_TICKET},
    **{f"{kind}/<slug:ref>/earlier/": (SIGN_IN, 404, 302, 302, 302, 404, 404) for kind in KINDS},
}
WRITES = (SIGN_IN, 404, 409, 403, 409, 404, 404)
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
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )  # fmt: skip
    return {"<slug:ref>": ticket.ref, "{ref}": ticket.ref, "<uuid:key>": KEY, "<int:number>": "1"}
