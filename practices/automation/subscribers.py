"""Rules are asked when something happens to an incident; a Celery worker does it."""

from practices.automation import operations, rules
from svs.events.models import DomainEvent
from svs.events.registry import subscribe


@subscribe(*rules.TRIGGERS, consumer="automation.rules", queue="rules")
def ask_the_rules(event: DomainEvent) -> None:
    operations.answer_event(event)
