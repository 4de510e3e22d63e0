"""Routes of the lists of tickets. {ref} is an incident of the requester's on a service of the owner's."""

from practices.desk.operations import saved
from practices.incident import operations
from tests.permissions import API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN

TO_PORTAL = (SIGN_IN, 302, 302, 200, 200, 302, 302)  # who does not work on tickets reads them there
DESKS = (SIGN_IN, 403, 403, 200, 200, 403, 403)
OWN = (SIGN_IN, 403, 403, 404, 200, 403, 403)  # a view of the agent's own
ID = "(?P<id>[0-9]{1,12})"
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    **{f"tickets/{queue}": TO_PORTAL for queue in ("", "mine/", "all/", "teams/<slug:slug>/")},
    "tickets/live/": DESKS,
    **{
        f"tickets/{where}health/": (SIGN_IN, 403, 403, 403, 403, 403, 403)
        for where in ("", "teams/<slug:slug>/")
    },
    "tickets/teams/<slug:slug>/between/": DESKS,
    "tickets/side/": DESKS,
    "tickets/views/": DESKS,
    "tickets/views/new/": DESKS,
    **{f"tickets/views/<int:number>/{what}": OWN for what in ("", "edit/", "delete/")},
    **{f"tickets/views/<int:number>/{what}/": PAGE_POST_ONLY for what in ("keep", "move")},
    "api/v1/^views/$": API_SIGNED_IN,
    f"api/v1/^views/{ID}/$": (401, 404, 404, 404, 200, 404, 404),
    "tickets/export/<slug:kind>/": DESKS,
    "api/v1/^tickets/$": API_SIGNED_IN,
    "api/v1/^tickets/export/$": (401, 403, 403, 400, 400, 403, 403),
    f"api/v1/^tickets/{REF}/$": (401, 404, 200, 200, 200, 404, 404),
}
VERBS = {
    ("POST", "api/v1/views/"): (401, 403, 403, 400, 400, 403, 403),
    ("PATCH", "api/v1/views/{number}/"): (401, 404, 404, 404, 428, 404, 404),
    ("DELETE", "api/v1/views/{number}/"): (401, 404, 404, 404, 428, 404, 404),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    team = fixture("network")
    ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk,
        team_id=team.pk,
    )  # fmt: skip
    view = saved.save_view(actor=fixture("by_agent"), user=fixture("agent"), name="Urgent", query="priority=1&open=true")  # fmt: skip
    number = str(view.pk)
    return {
        "<slug:slug>": team.slug, "<slug:kind>": "csv", REF: ticket.ref, "<int:number>": number, ID: number, "{number}": number,
    }  # fmt: skip
