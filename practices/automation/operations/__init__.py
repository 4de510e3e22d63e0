"""The verbs of rules."""

from practices.automation.operations.dry_run import dry_run_chunk, start_dry_run
from practices.automation.operations.fire import answer_event
from practices.automation.operations.settle import (
    dismiss_failure,
    hand_failure_over,
    retry_failure,
)
from practices.automation.operations.write import (
    change_rule,
    create_rule,
    disable_rule,
    enable_rule,
    move_rule,
)

__all__ = [
    "answer_event",
    "change_rule",
    "create_rule",
    "disable_rule",
    "dismiss_failure",
    "dry_run_chunk",
    "enable_rule",
    "hand_failure_over",
    "move_rule",
    "retry_failure",
    "start_dry_run",
]
