"""What governance does when something happened; each part registers its own."""

from governance.subscribers import reviews

__all__ = ["reviews"]
