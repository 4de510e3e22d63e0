"""What governance does when something happened; each part registers its own."""

from governance.subscribers import approvals, register, reviews

__all__ = ["approvals", "register", "reviews"]
