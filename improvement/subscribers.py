"""When a trial ends, its owner is told that the verdict is due."""

from improvement import operations
from svs.events.models import DomainEvent
from svs.events.registry import subscribe


@subscribe("trial.ended", consumer="improvement.tell_owner", queue="mail")
def tell_owner(event: DomainEvent) -> None:
    operations.tell_verdict_is_due(trial_id=event.subject_id, event=event)
