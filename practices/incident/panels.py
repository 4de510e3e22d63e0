"""How a service does, for pages of tickets about it."""

from typing import Any

from django.utils import timezone

from practices.incident import queries
from svs.extensions import Panel


def _health_of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    """That it is down, or maintained, in words: one statement."""
    outage = queries.outages_now(user).filter(service=service).first()
    if outage is None:
        return None
    since = f"{timezone.localtime(outage.started_at):%a %H:%M}"
    words = f"In maintenance since {since}" if outage.is_planned else f"Down since {since}"
    return "svs/_health.html", {"words": words, "url": "/outages/"}


PANELS = [Panel("service_health", _health_of_service, 10)]
