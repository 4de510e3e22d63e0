"""Routes of what hangs on a ticket. {ref} is an incident of the requester's on a service of the owner's, {number} its task."""

from practices.desk.models import Task, TicketLink, Watcher
from practices.desk.operations import checklist as tasks
from practices.desk.operations import linking, watchers
from practices.incident import operations
from tests.permissions import PAGE_POST_ONLY, SIGN_IN

REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
ID = "(?P<id>[0-9]{1,9})"
WORKED = (SIGN_IN, 404, 403, 403, 200, 404, 404)
API_WORKED = (401, 404, 403, 403, 200, 404, 404)
API_WRITES = (401, 405, 405, 405, 405, 405, 405)
PAGES = {
    **{f"incidents/<slug:ref>/{thing}/": WORKED for thing in ("watch", "tasks", "links", "links/pick", "merge", "convert")},
    "incidents/<slug:ref>/flow/": (SIGN_IN, 404, 403, 200, 200, 404, 404),
    "tickets/people/pick/": (SIGN_IN, 403, 403, 403, 200, 403, 403),
    "tickets/<slug:ref>/place/": (SIGN_IN, 404, 404, 404, 404, 404, 404),
    "tickets/<slug:ref>/similar/": WORKED,
    "tickets/<slug:ref>/around/": WORKED,
    "help/requests/<slug:ref>/unwatch/": PAGE_POST_ONLY,
    **{f"api/v1/^tickets/{REF}/{thing}/$": API_WORKED for thing in ("watchers", "tasks", "links")},
    **{f"api/v1/^tickets/{REF}/{verb}/$": API_WRITES for verb in ("merge", "convert")},
    **{f"api/v1/^tickets/{REF}/{thing}/{ID}/$": API_WRITES for thing in ("watchers", "tasks", "links")},
}  # fmt: skip
VERBS = {
    ("POST", "api/v1/tickets/{ref}/watchers/"): (401, 404, 403, 201, 201, 404, 404),
    ("DELETE", "api/v1/tickets/{ref}/watchers/{number}/"): (401, 404, 403, 403, 404, 404, 404),
    ("POST", "api/v1/tickets/{ref}/tasks/"): (401, 404, 403, 403, 400, 404, 404),
    ("PATCH", "api/v1/tickets/{ref}/tasks/{number}/"): (401, 404, 403, 403, 428, 404, 404),
    ("DELETE", "api/v1/tickets/{ref}/tasks/{number}/"): (401, 404, 403, 403, 428, 404, 404),
    ("POST", "api/v1/tickets/{ref}/links/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/tickets/{ref}/merge/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/tickets/{ref}/convert/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "incidents/{ref}/merge/"): (SIGN_IN, 404, 403, 403, 200, 404, 404),
    ("POST", "incidents/{ref}/convert/"): (SIGN_IN, 404, 403, 403, 200, 404, 404),
    ("POST", "incidents/{ref}/watch/"): (SIGN_IN, 404, 403, 302, 302, 404, 404),
    ("POST", "incidents/{ref}/tasks/"): (SIGN_IN, 404, 403, 403, 302, 404, 404),
    ("POST", "incidents/{ref}/links/"): (SIGN_IN, 404, 403, 403, 302, 404, 404),
}  # fmt: skip
STAYS = 999_999_999  # an id of nobody and nothing


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    actor, agent = fixture("by_agent"), fixture("agent")
    ticket = operations.log_incident(
        actor=actor, title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )
    other = operations.log_incident(actor=actor, title="Slow too", requester=fixture("requester"))
    watchers.watch(ticket=ticket, actor=actor, user=agent, by=agent)
    watchers.watch(ticket=ticket, actor=actor, user=fixture("owner"), by=agent)
    task = tasks.add_task(ticket=ticket, actor=actor, title="Call the vendor")
    Task.objects.filter(pk=task.pk).update(id=STAYS)
    linking.relate(ticket=ticket, other=other, relation="relates", actor=actor)
    TicketLink.objects.update(id=STAYS)
    assert Watcher.objects.count() == 2
    return {"<slug:ref>": ticket.ref, REF: ticket.ref, ID: str(STAYS), "{ref}": ticket.ref, "{number}": str(STAYS)}  # fmt: skip
