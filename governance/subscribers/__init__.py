"""What governance does when something happened; each part registers its own."""

from governance.subscribers import approvals, reviews

__all__ = ["approvals", "reviews"]
