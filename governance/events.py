"""What governance can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "decision.recorded",
    "decision.reviewed",
    "policy.adopted",
    "policy.withdrawn",
    "policy.proposed",
    "policy.taken_back",
)
declare(
    "approval.asked", "approval.step_opened", "approval.voted", "approval.voided", "approval.reminded", "approval.escalated",
    "approval.decided", "approval.expired", "approval.withdrawn",
    "review.planned", "review.moved", "review.cancelled", "review.holder_named", "review.announced", "review.joined",
    "review.left", "review.held", "agenda.added", "agenda.removed", "agenda.settled", "agenda.filter_set",
)  # fmt: skip
declare("principles.opened", "principles.answered", "principles.copied")
declare(
    "board.made", "board.changed", "board.closed", "board.reopened", "board.joined", "board.chaired", "board.left",
    "delegation.given", "delegation.ended",
)  # fmt: skip
declare("right.drafted", "right.edited", "right.discarded", "right.proposed", "right.taken_back", "right.adopted", "right.refused")  # fmt: skip
declare(
    "decision.review_due", "policy_page.drafted", "policy_page.edited", "policy_page.proposed", "policy_page.withdrawn", "policy_page.adopted",
    "policy_page.refused", "policy_page.expired", "policy_page.retired", "policy_page.review_due",
)  # fmt: skip
declare(
    "risk.raised", "risk.edited", "risk.voided", "risk.acceptance_asked", "risk.withdrawn", "risk.accepted", "risk.refused", "risk.lapsed",
    "risk.ends_soon", "risk.expired", "risk.closed",
)  # fmt: skip
declare(
    "escalation.opened", "escalation.raised", "escalation.overdue", "escalation.decided", "escalation.overtaken",
)  # fmt: skip
