"""What the value chain shows on a service's dashboard: what its cases wait for."""

from typing import Any

from practices.desk.states import CAUSES
from svs.extensions import Panel
from valuechain import access, queries


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


PANELS = [Panel("service", _of_service, 10)]
