"""When an incident is restored, taken back or moved to another service, the touched days are counted anew."""

from datetime import datetime

from metrics import operations
from svs.events.models import DomainEvent
from svs.events.registry import project, subscribe

COUNTED = (
    "incident.resolved",
    "incident.closed",
    "incident.reopened",
    "incident.changed",
    "incident.imported_update",
)


@project(*COUNTED, consumer="metrics.cells")
def count_cells(events: list[DomainEvent]) -> None:
    """Dirty keys in, cells and standings out; order and repetition never matter."""
    tickets: dict[int, set[int]] = {}
    before: set[tuple[int, datetime]] = set()
    for event in events:
        old = event.data.get("before") or {}
        services = {s for s in (event.service_id, old.get("service_id")) if s}
        tickets.setdefault(event.subject_id, set()).update(services)
        moments = [at for at in (old.get("resolved_at"), event.data.get("resolved_at")) if at]
        before |= {(s, datetime.fromisoformat(at)) for s in services for at in moments}
    operations.refresh(tickets, before)


@subscribe("signal.raised", consumer="metrics.tell_owner", queue="mail")
def tell_owner(event: DomainEvent) -> None:
    operations.tell_owner(signal_id=event.subject_id, event=event)
