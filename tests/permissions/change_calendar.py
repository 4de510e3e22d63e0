"""Routes of the change calendar, freezes and maintenance windows; the window is of the owner's service."""

from datetime import time, timedelta

from django.utils import timezone

from practices.change import operations
from practices.change.models import MaintenanceWindow
from svs.events.actor import person
from tests.permissions import PAGE_POST_ONLY, SIGN_IN

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
}
# (method, path) with an empty body -> answers; 403 seen but forbidden, 404 unseen
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


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
    return {"<int:number>": str(freeze.pk), "{number}": str(freeze.pk)}
