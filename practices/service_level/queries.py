"""What was promised for a ticket."""

from django.core.cache import cache

from practices.service_level.models import Target

_CACHED = "service_level.targets"


def _targets() -> dict[tuple[int | None, str, int], int]:
    """All targets, kept for seconds: a handful of rows that every log of a ticket reads."""
    known = cache.get(_CACHED)
    if known is None:
        known = {
            (service, kind, priority): seconds
            for service, kind, priority, seconds in Target.objects.filter(
                measure="resolution"
            ).values_list("service_id", "kind", "priority", "seconds")
        }
        cache.set(_CACHED, known, 5)
    return dict(known)


def target_seconds(kind: str, priority: int, service_id: int | None) -> int | None:
    """The promised resolution time in seconds: the service's own, else the general one, else None."""
    targets = _targets()
    return targets.get((service_id, kind, priority)) or targets.get((None, kind, priority))
