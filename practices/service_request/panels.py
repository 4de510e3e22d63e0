"""What requests show elsewhere: on the portal's first page, that something waits for this person's yes."""

from typing import Any

from practices.service_request import queries
from svs.extensions import Panel


def _on_portal(user: Any, _: Any) -> tuple[str, dict[str, Any]] | None:
    waiting = queries.how_many_to_decide(user)
    return ("service_request/_to_decide.html", {"n": waiting}) if waiting else None


PANELS = [Panel("portal", _on_portal, 10)]
