"""Rules are asked when something happens to an incident or a request; a Celery worker does it."""

from practices.automation import operations, rules
from svs.events.models import DomainEvent
from svs.events.registry import subscribe

# What a person takes back counts too, also where no rule can be asked.
HEARD = (
    *rules.TRIGGERS, "incident.prioritised", "incident.tagged", "request.assigned", "request.prioritised", "request.tagged",
)  # fmt: skip


@subscribe(*HEARD, consumer="automation.rules", queue="rules")
def ask_the_rules(event: DomainEvent) -> None:
    operations.answer_event(event)


@subscribe("rule.due", consumer="automation.due", queue="rules")
def ask_the_rule_whose_time_came(event: DomainEvent) -> None:
    operations.answer_due(event)
