"""Hours that change move what is due."""

from practices.desk.operations import clocks
from practices.service_level.events import OF_HOURS
from svs.events.models import DomainEvent
from svs.events.registry import subscribe


@subscribe(*OF_HOURS, consumer="desk.recount_clocks")
def recount_clocks(event: DomainEvent) -> None:
    clocks.ask_for_recount()
