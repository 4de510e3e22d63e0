"""What governance does by the clock; each part registers its own."""

from governance.tasks import approvals, register, reviews

__all__ = ["approvals", "register", "reviews"]
