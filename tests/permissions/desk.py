"""Routes of the desk. {ref} is an incident of the requester's on a service of the owner's."""

from practices.incident import operations
from tests.permissions import SIGN_IN

PAGES = {
    "tickets/<slug:ref>/": (SIGN_IN, 404, 302, 302, 302, 404, 404),
}
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )  # fmt: skip
    return {"<slug:ref>": ticket.ref}
