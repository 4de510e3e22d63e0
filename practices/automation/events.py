"""What rules can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "rule.created",
    "rule.changed",
    "rule.dry_run",
    "rule.enabled",
    "rule.disabled",
    "rule.moved",
    "rule.due",
    "rule.fired",
    "rule.stopped",
    "rule.failed",
    "rule.settled",
    "rule.undone",
)
