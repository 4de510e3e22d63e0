"""A way to decide on a signal, and what was decided on a service."""

from typing import Any

from django.urls import reverse

from governance.access import register as access
from governance.queries import register as queries
from svs.extensions import Action, Panel


def _decide(user: Any, signal: Any) -> str | None:
    return f"{reverse('governance:record')}?signal={signal.pk}" if access.may_read(user) else None


def _of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    if not access.may_read(user):
        return None
    return "governance/_of_service.html", {"rows": queries.of_service(user, service.pk)[:3]}


ACTIONS = [
    Action(
        "signal",
        "Decide",
        "gavel",
        _decide,
        10,
        "Take the last change back, or decide otherwise. Looked at again on a date you set.",
    )
]
PANELS = [Panel("service", _of_service, 30)]
