"""Who sees and may do what in governance; each part registers its own rules."""

from governance.access import (
    approvals,
    boards,
    escalations,
    policies,
    principles,
    register,
    reviews,
    rights,
    risks,
)

__all__ = [
    "approvals",
    "boards",
    "escalations",
    "policies",
    "principles",
    "register",
    "reviews",
    "rights",
    "risks",
]
