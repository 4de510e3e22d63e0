"""What governance can tell the rest of the house."""

from svs.events.registry import declare

declare("decision.recorded", "decision.reviewed", "policy.adopted", "policy.withdrawn")
declare(
    "approval.asked", "approval.step_opened", "approval.voted", "approval.voided", "approval.reminded", "approval.escalated",
    "approval.decided", "approval.expired", "approval.withdrawn",
    "review.planned", "review.moved", "review.cancelled", "review.holder_named", "review.announced", "review.joined",
    "review.left", "review.held", "agenda.added", "agenda.removed", "agenda.settled",
)  # fmt: skip
declare("principles.opened", "principles.answered", "principles.copied")
declare(
    "board.made", "board.changed", "board.closed", "board.reopened", "board.joined", "board.chaired", "board.left",
    "delegation.given", "delegation.ended",
)  # fmt: skip
declare("right.drafted", "right.edited", "right.discarded", "right.proposed", "right.taken_back", "right.adopted", "right.refused")  # fmt: skip
