"""What hours and promises are, in plain Python."""

from practices.service_level.rules.hours import (
    ALL_WEEK,
    ALWAYS,
    NO_HOURS,
    Hours,
    add_seconds,
    intervals,
    seconds_between,
)

__all__ = ["ALL_WEEK", "ALWAYS", "NO_HOURS", "Hours", "add_seconds", "intervals", "seconds_between"]
