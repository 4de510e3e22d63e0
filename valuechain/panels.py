"""What the value chain shows on a service's dashboard: what its cases wait for."""

from typing import Any

from practices.desk.states import CAUSES
from svs.extensions import Panel
from valuechain import access, queries


def _of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    if not access.may_read(user):
        return None
    waits = queries.waits_of_service(user, service.pk)
    whole = sum(total for _, total in waits)
    rows = [(CAUSES.get(cause, cause), total, round(100 * total / whole)) for cause, total in waits[:3] if whole]  # fmt: skip
    return "valuechain/_of_service.html", {"rows": rows, "service": service.pk}


PANELS = [Panel("service", _of_service, 10)]
