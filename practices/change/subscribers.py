"""What follows from a change and from an incident after it; and who is told of what."""

from practices.change import operations, queries
from practices.desk.queries import told
from practices.desk.subscribers import tell_ours
from svs.events.models import DomainEvent
from svs.events.registry import subscribe
from svs.notices.told import notify

tell_ours("change", "completed")
for past in ("approved", "refused", "expired", "voided", "window_opened", "window_missed", "review_asked", "incident_proposed", "frozen", "unfrozen"):  # fmt: skip
    notify(f"change.{past}", f"change.{past}", readers=told.readers)(queries.whose)


@subscribe("incident.logged", "incident.changed", consumer="change.propose_incidents")
def propose_incidents(event: DomainEvent) -> None:
    """An incident may come from a change that began shortly before."""
    touched = event.data.get("after")
    if touched is None or {"items", "service_id"} & touched.keys():
        operations.propose_for_incident(ticket_id=event.subject_id)
