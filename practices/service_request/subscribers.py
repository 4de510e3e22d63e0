"""What follows from a request that was fulfilled, an answer we waited for, and an approval that was refused."""

from practices.desk.operations import asked
from practices.desk.subscribers import tell_ours, write_letters
from practices.service_request import queries
from practices.service_request.operations import letters
from svs.events.models import DomainEvent
from svs.events.registry import subscribe

write_letters("request", "fulfilled", lambda pk: queries.said_of(pk)["fulfilment"])
tell_ours("request", "fulfilled")


@subscribe("request.replied", consumer="request.go_on")
def go_on(event: DomainEvent) -> None:
    if event.data.get("by_requester"):
        asked.go_on_after_answer(ticket_id=event.subject_id)


@subscribe("request.refused", consumer="request.tell_refused", queue="mail")
def tell_refused(event: DomainEvent) -> None:
    letters.tell_refused(ticket_id=event.subject_id, event=event)
