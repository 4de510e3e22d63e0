"""The verbs of rules."""

from practices.automation.operations.dry_run import dry_run_chunk, start_dry_run
from practices.automation.operations.effect import measure_effects
from practices.automation.operations.fire import answer_due, answer_event
from practices.automation.operations.settle import (
    dismiss_failure,
    hand_failure_over,
    retry_failure,
)
from practices.automation.operations.times import ask_on_time, forget_crossings
from practices.automation.operations.write import (
    ask_approval,
    change_rule,
    create_rule,
    decided,
    disable_rule,
    enable_rule,
    hold,
    move_rule,
)
from practices.automation.queries import case_of
from svs import gates

__all__ = [
    "answer_due",
    "answer_event",
    "ask_approval",
    "ask_on_time",
    "change_rule",
    "create_rule",
    "disable_rule",
    "dismiss_failure",
    "dry_run_chunk",
    "enable_rule",
    "forget_crossings",
    "hand_failure_over",
    "measure_effects",
    "move_rule",
    "retry_failure",
    "start_dry_run",
]

gates.register(gates.Matter("rule", "Automation rule", case_of, decided, hold))
