"""Routes of the change calendar, freezes and maintenance windows; the window is of the owner's service."""

from datetime import time, timedelta

from django.utils import timezone

from practices.change import operations
from practices.change.models import MaintenanceWindow
from practices.desk.models import Ticket
from svs.events.actor import person
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN

ID = "(?P<id>[0-9]{1,12})"
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
READS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
FREEZES = (SIGN_IN, 404, 404, 403, 403, 403, 200)
AGREES = (SIGN_IN, 404, 404, 200, 403, 403, 200)
PAGES = {
    "changes/calendar/": READS,
    "changes/calendar.ics": (401, 403, 403, 200, 200, 200, 200),
    "changes/freezes/": READS,
    "changes/freezes/new/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "changes/freezes/<int:number>/": FREEZES,
    "changes/freezes/<int:number>/lift/": PAGE_POST_ONLY,
    "changes/freezes/<int:number>/cancel/": PAGE_POST_ONLY,
    "changes/windows/": READS,
    "changes/windows/new/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "changes/windows/<int:number>/": AGREES,
    "changes/windows/<int:number>/end/": PAGE_POST_ONLY,
    "api/v1/^freezes/$": API_SIGNED_IN,
    f"api/v1/^freezes/{ID}/$": (401, 404, 404, 200, 200, 200, 200),
    f"api/v1/^freezes/{ID}/lift/$": API_POST_ONLY,
    "api/v1/^maintenance-windows/$": API_SIGNED_IN,
    f"api/v1/^maintenance-windows/{ID}/$": (401, 404, 404, 200, 200, 200, 200),
    f"api/v1/^changes/{REF}/conflicts/$": (401, 404, 200, 200, 200, 404, 404),
}
# (method, path) with an empty body -> answers; 403 seen but forbidden, 404 unseen
VERBS = {
    ("POST", "api/v1/freezes/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/freezes/{number}/"): (401, 404, 404, 403, 403, 403, 428),
    ("DELETE", "api/v1/freezes/{number}/"): (401, 404, 404, 403, 403, 403, 428),
    ("POST", "api/v1/freezes/{number}/lift/"): (401, 404, 404, 403, 403, 403, 409),
    ("POST", "api/v1/maintenance-windows/"): (401, 403, 403, 400, 403, 403, 400),
    ("PATCH", "api/v1/maintenance-windows/{number}/"): (401, 404, 404, 428, 403, 403, 428),
    ("DELETE", "api/v1/maintenance-windows/{number}/"): (401, 404, 404, 428, 403, 403, 428),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    now, actor = timezone.now(), person(fixture("administrator"))
    freeze = operations.make_freeze(
        actor=actor, name="Stocktaking", why="Stock is counted.", starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2)
    )  # fmt: skip
    window = operations.agree_window(
        actor=actor, service_id=fixture("scanners").pk, weekday=1, opens=time(18), closes=time(20)
    )
    MaintenanceWindow.objects.filter(pk=window.pk).update(id=freeze.pk)
    ticket = operations.draft_change(
        actor=fixture("by_agent"), title="Roll back", requester=fixture("requester"), service_id=fixture("scanners").pk,
        assignee_id=fixture("agent").pk, starts_at=now + timedelta(hours=23), ends_at=now + timedelta(hours=25),
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(
        state="SCHEDULED"
    )  # it stands in the calendar, and breaks the freeze
    number = str(freeze.pk)
    return {"<int:number>": number, "{number}": number, ID: number, REF: ticket.ref}
