"""Who sees and may do what in governance; each part registers its own rules."""

from governance.access import approvals, principles, register

__all__ = ["approvals", "principles", "register"]
