"""What the value chain shows elsewhere: what a service's cases wait for, and where a lead's teams play ping-pong."""

from typing import Any

from practices.desk.states import CAUSES
from svs.accounts.models import Role
from svs.extensions import Panel
from valuechain import access, queries

WORTH_A_WORD = 5  # per cent of a service's cases


def _of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    """A place that fills itself once the page stands: thousands of cases are read for it."""
    if not access.may_read(user):
        return None
    return "valuechain/_of_service.html", {"slug": service.slug, "service": service.pk}


def waits(user: Any, service: Any) -> list[tuple[str, float, int]]:
    """(cause, seconds, per cent of all waiting) of the three largest waits of a service."""
    found = queries.waits_of_service(user, service.pk)
    whole = sum(total for _, total in found)
    return [(CAUSES.get(cause, cause), total, round(100 * total / whole)) for cause, total in found[:3] if whole]  # fmt: skip


def _of_queue(user: Any, _: Any) -> tuple[str, dict[str, Any]] | None:
    """For those who lead teams; it fills itself once the queue stands."""
    if not user.has_role(Role.TEAM_LEAD):
        return None
    return "valuechain/_of_queue.html", {}


def back_and_forth(user: Any) -> list[Any]:
    """The pairs with one of this person's teams that hand most cases to and fro: at most three, each worth a word."""
    span = queries.period(user)
    found = queries.ping_pong_pairs(user, *span, limit=3, teams=user.team_ids) if span else []
    return [pair for pair in found if pair.share >= WORTH_A_WORD]


PANELS = [Panel("service", _of_service, 10), Panel("team", _of_queue, 10)]
