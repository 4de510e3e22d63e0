"""Who sees and may do what in governance; each part registers its own rules."""

from governance.access import approvals, register

__all__ = ["approvals", "register"]
