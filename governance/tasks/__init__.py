"""What governance does by the clock; each part registers its own."""

from governance.tasks import reviews

__all__ = ["reviews"]
