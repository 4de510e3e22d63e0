"""Who sees and may do what in governance; each part registers its own rules."""

from governance.access import approvals, principles, register, reviews

__all__ = ["approvals", "principles", "register", "reviews"]
