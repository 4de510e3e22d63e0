"""Who decides what, what was decided, and what stands until somebody looks again."""

from governance.models.approvals import Approval, Seat, Step, Vote, VoteLink
from governance.models.boards import Board, BoardMember, Delegation
from governance.models.pending import PendingValue
from governance.models.principles import PrincipleAnswer, PrincipleCheck
from governance.models.register import Decision
from governance.models.rights import DecisionRight
from governance.models.standing import AgendaItem, Escalation, Policy, PolicyVersion, Review, Risk

__all__ = [
    "AgendaItem", "Approval", "Board", "BoardMember", "Decision", "DecisionRight", "Delegation", "Escalation", "PendingValue", "Policy",
    "PolicyVersion",
    "PrincipleAnswer", "PrincipleCheck", "Review", "Risk", "Seat", "Step", "Vote", "VoteLink",
]  # fmt: skip
