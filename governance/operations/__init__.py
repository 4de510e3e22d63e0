"""The verbs of governance."""

from governance.operations.register import (
    adopt_policy,
    record_decision,
    review_decision,
    withdraw_policy,
)

__all__ = ["adopt_policy", "record_decision", "review_decision", "withdraw_policy"]
