"""What governance does by the clock; each part registers its own."""

from governance.tasks import approvals, reviews

__all__ = ["approvals", "reviews"]
