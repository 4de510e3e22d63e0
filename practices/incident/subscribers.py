"""What follows from an incident that was restored, and from an answer we waited for."""

from practices.desk.operations import asked
from practices.desk.subscribers import tell_ours, write_letters
from practices.incident import operations, queries
from svs.events.models import DomainEvent
from svs.events.registry import subscribe

write_letters("incident", "resolved", lambda pk: queries.resolution_of(pk)["resolution"])
tell_ours("incident", "resolved")


@subscribe("incident.replied", consumer="incident.go_on")
def go_on(event: DomainEvent) -> None:
    if event.data.get("by_requester"):
        asked.go_on_after_answer(ticket_id=event.subject_id)
    if event.data.get("to_children"):
        operations.pass_on_to_children(message_id=event.data["message_id"])


@subscribe("ticket.merged", "ticket.converted", consumer="incident.outages_go_on")
def outages_go_on(event: DomainEvent) -> None:
    operations.outages_go_on(ticket_id=event.subject_id, into_id=event.data["into_id"])
