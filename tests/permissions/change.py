"""Routes of change enablement. {ref} is a change of the agent's on a service of the owner's, asked for by the requester; the board is asked about it."""

from practices.change import operations
from svs.permissions.models import Grant
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN
from tests.permissions.desk_talk import KEY, ON_TICKET

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
TPL = "(?P<ref>TPL-[0-9]{1,12})"
ACTIONS = (
    "assign", "hold", "resume", "reopen", "close", "reply", "note", "submit", "withdraw", "start", "complete", "review", "cancel",
)  # fmt: skip
SEEN = (401, 404, 200, 200, 200, 200, 404)
WORKS = (401, 404, 403, 403, 409, 403, 404)
OF_TEMPLATE = (401, 404, 404, 403, 409, 404, 404)
DESKS = (SIGN_IN, 302, 302, 200, 200, 302, 302)  # the others have their own requests
WORKED = (SIGN_IN, 404, 403, 403, 200, 403, 404)
ASKED = ("assign", "hold", "resume", "complete", "close", "submit", "withdraw", "start", "review")
PAGES = {
    "changes/": DESKS,
    "changes/new/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "changes/standard/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "changes/export/<slug:kind>/": (SIGN_IN, 403, 403, 200, 200, 403, 403),
    "changes/<slug:ref>/edit/": WORKED,
    "changes/<slug:ref>/versions/": (SIGN_IN, 404, 403, 200, 200, 200, 404),
    "changes/<slug:ref>/caused/": PAGE_POST_ONLY,
    "changes/templates/": (SIGN_IN, 403, 403, 200, 200, 403, 403),
    "changes/templates/new/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "changes/templates/<slug:ref>/": (SIGN_IN, 404, 404, 200, 200, 404, 404),
    "changes/templates/<slug:ref>/edit/": (SIGN_IN, 404, 404, 403, 200, 404, 404),
    **{f"changes/templates/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("propose", "revoke", "retire")},
    "changes/<slug:ref>/": (SIGN_IN, 404, 302, 200, 200, 200, 404),
    **{f"changes/<slug:ref>/{thing}/": WORKED for thing in ("watch", "tasks", "links", "links/pick", "merge", "convert")},
    "changes/<slug:ref>/flow/": (SIGN_IN, 404, 403, 200, 200, 403, 404),
    "changes/<slug:ref>/items/": WORKED,
    "changes/<slug:ref>/lanes/": (SIGN_IN, 404, 403, 200, 200, 200, 404),
    "changes/<slug:ref>/impact/": (SIGN_IN, 404, 403, 200, 200, 200, 404),
    "admin/change-risk/": (SIGN_IN, 403, 403, 200, 200, 200, 200),
    "changes/<slug:ref>/window/": (SIGN_IN, 404, 403, 403, 200, 403, 404),
    **{f"changes/<slug:ref>/{verb}/": WORKED for verb in ASKED},
    **{f"changes/<slug:ref>/{verb}/": (SIGN_IN, 404, 200, 403, 200, 403, 404) for verb in ("reopen", "cancel")},
    **{f"changes/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("reply", "note", "items/change")},
    **{f"changes/<slug:ref>/{what}/": PAGE_POST_ONLY for what in ON_TICKET},
    "changes/<slug:ref>/clock/<slug:measure>/": (SIGN_IN, 404, 302, 404, 404, 404, 404),  # nothing is promised
    "changes/<slug:ref>/promise/": WORKED,
    "changes/<slug:ref>/promise/withdraw/": PAGE_POST_ONLY,
    "changes/<slug:ref>/canned/": WORKED,
    "changes/<slug:ref>/earlier/": (SIGN_IN, 404, 302, 302, 302, 302, 404),
    "changes/<slug:ref>/answers/": WORKED,
    "changes/<slug:ref>/answers/solved/": PAGE_POST_ONLY,
    "api/v1/^changes/$": API_SIGNED_IN,
    f"api/v1/^changes/{REF}/$": SEEN,
    **{f"api/v1/^changes/{REF}/{verb}/$": API_POST_ONLY for verb in ACTIONS},
    **{f"api/v1/^changes/{REF}/{what}/$": SEEN for what in ("messages", "versions", "caused")},
    "api/v1/^change-templates/$": API_SIGNED_IN,
    f"api/v1/^change-templates/{TPL}/$": (401, 404, 404, 200, 200, 404, 404),
    **{f"api/v1/^change-templates/{TPL}/{verb}/$": API_POST_ONLY for verb in ("propose", "revoke", "retire")},
}  # fmt: skip
# (method, path) with an empty body -> answers; 403 seen but forbidden, 404 unseen
VERBS: dict[tuple[str, str], tuple[int, ...]] = {
    ("POST", "changes/{ref}/caused/"): (SIGN_IN, 404, 403, 302, 302, 403, 404),
    ("POST", "changes/templates/{template}/revoke/"): (SIGN_IN, 404, 404, 403, 302, 404, 404),
    ("POST", "api/v1/changes/"): (401, 403, 403, 403, 400, 403, 403),
    ("PATCH", "api/v1/changes/{ref}/"): (401, 404, 403, 403, 428, 403, 404),
    **{("POST", f"api/v1/changes/{{ref}}/{verb}/"): WORKS for verb in ("assign", "resume", "withdraw", "start", "close", "submit")},
    **{("POST", f"api/v1/changes/{{ref}}/{verb}/"): (401, 404, 403, 403, 400, 403, 404) for verb in ("hold", "complete", "review")},
    ("POST", "api/v1/changes/{ref}/caused/"): (401, 404, 403, 400, 400, 403, 404),
    ("POST", "api/v1/change-templates/"): (401, 403, 403, 403, 400, 403, 403),
    ("PATCH", "api/v1/change-templates/{template}/"): (401, 404, 404, 403, 428, 404, 404),
    ("POST", "api/v1/change-templates/{template}/revoke/"): OF_TEMPLATE,
}  # fmt: skip


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.draft_change(
        actor=fixture("by_agent"), title="Roll hall A back to 8.3", requester=fixture("requester"),
        service_id=fixture("scanners").pk, plan="Roll it back",
    )  # fmt: skip
    Grant.objects.create(
        user=fixture("board"),
        subject_type="ticket",
        subject_id=ticket.pk,
        verb="view",
        reason="Asked",
    )
    template = operations.make_template(actor=fixture("by_agent"), name="Restart a print server", plan="Restart it", backout="Start the old one")  # fmt: skip
    return {"changes/templates/<slug:ref>": f"changes/templates/{template.ref}", "{template}": template.ref, TPL: template.ref, REF: ticket.ref, "<slug:kind>": "csv", "<slug:ref>": ticket.ref, "{ref}": ticket.ref, "<uuid:key>": KEY, "<int:number>": "1", "<slug:measure>": "resolution"}  # fmt: skip
