"""Make promises."""

from django.core.cache import cache

from practices.service_level.models import Target
from svs.errors import RuleViolation
from svs.services.models import Service


def set_target(*, kind: str, priority: int, seconds: int, service: Service | None = None) -> Target:
    """Promise a resolution time for a kind and priority. Raises RuleViolation("bad_target")."""
    if seconds <= 0 or priority not in (1, 2, 3, 4):
        raise RuleViolation(
            "bad_target", "A target is a time above zero for a priority from 1 to 4."
        )
    target, _ = Target.objects.update_or_create(
        kind=kind,
        priority=priority,
        service=service,
        measure="resolution",
        defaults={"seconds": seconds},
    )
    cache.delete("service_level.targets")
    return target
