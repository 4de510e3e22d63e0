"""Agree on hours and make promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.service_level import queries, states
from practices.service_level.models import Target
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from svs.services.models import Service


def set_target(
    *,
    kind: str,
    priority: int,
    seconds: int,
    service: Service | None = None,
    measure: str = states.RESOLUTION,
) -> Target:
    """Promise a time for a kind and priority. Raises RuleViolation("bad_target")."""
    if seconds <= 0 or priority not in states.PRIORITIES:
        raise RuleViolation(
            "bad_target", "A target is a time above zero for a priority from 1 to 4."
        )
    target, _ = Target.objects.update_or_create(
        kind=kind,
        priority=priority,
        service=service,
        measure=measure,
        defaults={"seconds": seconds},
    )
    queries.forget_promises()
    return target
