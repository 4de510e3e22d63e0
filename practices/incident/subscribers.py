"""What follows from an incident that was restored, and from an answer we waited for."""

from practices.desk.operations import asked, surveys
from svs.events.models import DomainEvent
from svs.events.registry import subscribe


@subscribe("incident.resolved", consumer="incident.ask_survey", queue="mail")
def ask_survey(event: DomainEvent) -> None:
    surveys.ask_survey(ticket_id=event.subject_id, event=event)


@subscribe("incident.replied", consumer="incident.go_on")
def go_on(event: DomainEvent) -> None:
    if event.data.get("by_requester"):
        asked.go_on_after_answer(ticket_id=event.subject_id)
