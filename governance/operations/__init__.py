"""The verbs of governance."""

from governance.operations import escalations, policies, risks
from governance.operations.by_hand import record_by_hand
from governance.operations.opened import record_for_approval, record_in_review
from governance.operations.principles import answer_alone, answer_principles, open_check
from governance.operations.register import record_decision, review_decision
from governance.operations.values import adopt_policy, take_back_value, withdraw_policy

__all__ = [
    "adopt_policy", "answer_alone", "answer_principles", "escalations", "open_check", "policies", "record_by_hand", "record_decision",
    "record_for_approval", "record_in_review", "review_decision", "risks", "take_back_value",
    "withdraw_policy",
]  # fmt: skip
