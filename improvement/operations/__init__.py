"""The verbs of improvement: of the register, of trials, and the nightly look for candidates."""

from improvement.operations.candidates import find_candidates
from improvement.operations.deciding import ask_approval, decided, hold
from improvement.operations.ends import (
    end_due_trials,
    remind_of_verdicts,
    tell_verdict_is_due,
)
from improvement.operations.plans import Plan
from improvement.operations.register import (
    assess_improvement,
    change_improvement,
    drop_improvement,
    raise_improvement,
)
from improvement.operations.trials import end_trial, extend_trial, start_trial
from improvement.operations.verdicts import adapt_trial, discard_trial, keep_trial
from improvement.queries.case import case_of
from svs import gates

__all__ = [
    "Plan", "adapt_trial", "ask_approval", "assess_improvement", "change_improvement", "discard_trial", "drop_improvement", "end_due_trials",
    "end_trial", "extend_trial", "find_candidates", "keep_trial", "raise_improvement", "remind_of_verdicts", "start_trial", "tell_verdict_is_due",
]  # fmt: skip

gates.register(gates.Matter("improvement", "Improvement", case_of, decided, hold))
