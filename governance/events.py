"""What governance can tell the rest of the house."""

from svs.events.registry import declare

declare("decision.recorded", "decision.reviewed", "policy.adopted", "policy.withdrawn")
declare(
    "approval.asked", "approval.step_opened", "approval.voted", "approval.voided", "approval.reminded", "approval.escalated",
    "approval.decided", "approval.expired", "approval.withdrawn",
)  # fmt: skip
declare("principles.opened", "principles.answered", "principles.copied")
