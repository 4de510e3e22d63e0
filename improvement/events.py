"""What improvements can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "improvement.raised",
    "improvement.changed",
    "improvement.started",
    "improvement.finished",
    "improvement.dropped",
)
