"""What services and outcomes can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "service.created",
    "service.changed",
    "outcome.created",
    "outcome.changed",
    "outcome.retired",
    "category.created",
    "category.changed",
    "category.retired",
)
