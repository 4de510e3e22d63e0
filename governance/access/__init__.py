"""Who sees and may do what in governance; each part registers its own rules."""

from governance.access import register

__all__ = ["register"]
