"""Who sees and may do what in governance; each part registers its own rules."""

from governance.access import approvals, boards, principles, register, reviews, rights

__all__ = ["approvals", "boards", "principles", "register", "reviews", "rights"]
