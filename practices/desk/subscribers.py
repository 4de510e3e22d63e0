"""Hours that change move what is due; whoever asked hears of their ticket."""

from collections.abc import Callable

from practices.desk.operations import clocks, letters
from practices.service_level.events import OF_HOURS
from svs.events.models import DomainEvent
from svs.events.registry import subscribe


@subscribe(*OF_HOURS, consumer="desk.recount_clocks")
def recount_clocks(event: DomainEvent) -> None:
    clocks.ask_for_recount()


def write_letters(kind: str, finished: str, delivered: Callable[[int], str]) -> None:
    """Have whoever asked hear of their ticket of this kind by mail; `delivered` is what was done, as they may read it."""
    letters.register(kind, letters.Letters(finished, delivered))
    heard = (f"{kind}.{past}" for past in ("logged", "replied", "held", finished))
    subscribe(*heard, consumer=f"{kind}.write_to_requester", queue="mail")(letters.write_to_requester)  # fmt: skip
