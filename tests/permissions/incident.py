"""Routes of the incident practice. {ref} is an incident of the requester's on a service of the owner's."""

from django.utils import timezone

from practices.incident import operations
from practices.incident.models import IncidentTemplate
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

ACTIONS = ("assign", "hold", "resume", "resolve", "reopen", "close", "reply", "note", "make-child", "take-out", "service-down", "service-up")  # fmt: skip
ID = "(?P<id>[0-9]{1,12})"
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
WORKED = (SIGN_IN, 404, 403, 403, 200, 404, 404)
ASKED = ("assign", "hold", "resume", "resolve", "close")  # a GET shows what the verb asks for
PAGES = {
    "incidents/log/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "incidents/<slug:ref>/": (SIGN_IN, 404, 302, 200, 200, 404, 404),
    "incidents/<slug:ref>/items/": (SIGN_IN, 404, 403, 403, 200, 404, 404),
    **{
        f"incidents/<slug:ref>/{verb}/": PAGE_POST_ONLY
        for verb in (*ACTIONS, "items/change", "answers/solved")
        if verb not in (*ASKED, "reopen")
    },
    **{f"incidents/<slug:ref>/{verb}/": WORKED for verb in (*ASKED, "answers")},
    "incidents/<slug:ref>/reopen/": (SIGN_IN, 404, 200, 403, 200, 404, 404),
    "api/v1/^incidents/$": API_SIGNED_IN,
    f"api/v1/^incidents/{REF}/$": (401, 404, 200, 200, 200, 404, 404),
    **{f"api/v1/^incidents/{REF}/{verb}/$": API_POST_ONLY for verb in ACTIONS},
    f"api/v1/^incidents/{REF}/messages/$": (401, 404, 200, 200, 200, 404, 404),
    f"api/v1/^incidents/{REF}/family/$": (401, 404, 200, 200, 200, 404, 404),
    "incidents/log/known/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "incidents/log/hints/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "incidents/<slug:ref>/edit/": (SIGN_IN, 404, 403, 403, 200, 404, 404),
    "outages/": SIGNED_IN,
    "outages/new/": (SIGN_IN, 403, 403, 200, 200, 403, 200),
    "outages/<int:number>/": (SIGN_IN, 403, 403, 200, 200, 403, 200),
    "outages/<int:number>/end/": PAGE_POST_ONLY,
    "outages/<int:number>/cancel/": PAGE_POST_ONLY,
    "api/v1/^outages/$": API_SIGNED_IN,
    f"api/v1/^outages/{ID}/$": API_SIGNED_IN,
    f"api/v1/^outages/{ID}/end/$": API_POST_ONLY,
    "admin/matrix/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "api/v1/incident-matrix/": API_SIGNED_IN,
    "admin/incident-templates/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "admin/incident-templates/new/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "admin/incident-templates/<int:number>/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "api/v1/^incident-templates/$": API_SIGNED_IN,
    f"api/v1/^incident-templates/{ID}/$": (401, 404, 404, 404, 200, 404, 200),
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
    ("POST", "api/v1/incidents/{ref}/make-child/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/incidents/{ref}/take-out/"): (401, 404, 403, 403, 409, 404, 404),
    ("POST", "api/v1/incidents/{ref}/service-down/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/incidents/{ref}/service-up/"): (401, 404, 403, 403, 200, 404, 404),
    ("POST", "api/v1/outages/"): (401, 403, 403, 400, 400, 403, 400),
    ("PATCH", "api/v1/outages/{number}/"): (401, 403, 403, 428, 428, 403, 428),
    ("DELETE", "api/v1/outages/{number}/"): (401, 403, 403, 428, 428, 403, 428),
    ("PATCH", "api/v1/incident-matrix/"): (401, 403, 403, 403, 403, 403, 428),
    ("POST", "api/v1/incident-templates/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/incident-templates/{number}/"): (401, 404, 404, 404, 403, 404, 428),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )  # fmt: skip
    outage = operations.open_outage(
        actor=fixture("by_agent"), service_id=fixture("scanners").pk, started_at=timezone.now()
    )
    template = operations.create_template(actor=fixture("by_agent"), name="Scanner", title="Slow")
    number = str(outage.pk)
    IncidentTemplate.objects.filter(pk=template.pk).update(id=outage.pk)
    return {
        "<slug:ref>": ticket.ref, REF: ticket.ref, "{ref}": ticket.ref, "<int:number>": number, ID: number,
        "{number}": number,
    }  # fmt: skip
