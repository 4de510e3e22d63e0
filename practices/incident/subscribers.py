"""What follows from an incident that was restored."""

from practices.desk.operations import surveys
from svs.events.models import DomainEvent
from svs.events.registry import subscribe


@subscribe("incident.resolved", consumer="incident.ask_survey", queue="mail")
def ask_survey(event: DomainEvent) -> None:
    surveys.ask_survey(ticket_id=event.subject_id, event=event)
