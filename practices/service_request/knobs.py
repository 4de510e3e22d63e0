"""Policy values of the service request practice."""

from svs.knobs.registry import declare


def _days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 365


REOPEN_DAYS = declare(
    "request.reopen_days",
    "Days in which a fulfilled request may be reopened",
    14,
    "A whole number of days from 1 to 365; after it a new request is logged.",
    _days,
)
CLOSE_AFTER_DAYS = declare(
    "request.close_after_days",
    "Days after which a fulfilled request is closed by itself",
    5,
    "A whole number of days from 1 to 365.",
    _days,
)
