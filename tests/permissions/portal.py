"""Routes of the portal. {ref} is a request of the requester's; staff who ask for help read their own there."""

from datetime import timedelta

from django.utils import timezone

from practices.incident import operations
from practices.incident.models import Outage
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
MINE = (SIGN_IN, 404, 200, 404, 404, 404, 404)
PAGES = {
    "help/": SIGNED_IN,
    "help/ask/": SIGNED_IN,
    "help/status/": SIGNED_IN,
    "help/outages/<int:number>/affected/": PAGE_POST_ONLY,
    "help/requests/": SIGNED_IN,
    "help/requests/<slug:ref>/": MINE,
    **{f"help/requests/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("reply", "reopen", "survey", "cancel")},
    "api/v1/^help/$": API_POST_ONLY,
    f"api/v1/^incidents/{REF}/survey/$": API_POST_ONLY,
}  # fmt: skip
VERBS = {
    ("POST", "help/requests/{ref}/reply/"): (SIGN_IN, 404, 409, 404, 404, 404, 404),
    ("POST", "help/requests/{ref}/reopen/"): (SIGN_IN, 404, 409, 404, 404, 404, 404),
    ("POST", "help/requests/{ref}/survey/"): (SIGN_IN, 404, 409, 404, 404, 404, 404),
    ("POST", "help/requests/{ref}/cancel/"): (SIGN_IN, 404, 409, 404, 404, 404, 404),
    ("POST", "help/outages/999999/affected/"): (SIGN_IN, *(404,) * 6),
    ("POST", "api/v1/help/"): (401, *(400,) * 6),
    ("POST", "api/v1/incidents/{ref}/survey/"): (401, 404, 400, 404, 404, 404, 404),
}


def examples(fixture) -> dict[str, str]:
    scanners = fixture("scanners")
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=scanners.pk
    )  # fmt: skip
    outage = Outage.objects.create(service=scanners, started_at=timezone.now() - timedelta(hours=1))
    return {
        "<slug:ref>": ticket.ref,
        "{ref}": ticket.ref,
        REF: ticket.ref,
        "<int:number>": str(outage.pk),
    }
