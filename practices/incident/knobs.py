"""Policy values of the incident practice."""

from practices.incident import rules
from svs.knobs.registry import declare


def _days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 365


MATRIX = declare(
    "incident.matrix",
    "Impact and urgency make the priority",
    [list(row) for row in rules.USUAL],
    "Three rows of impact by three of urgency, each 1 to 4; more of either never makes it less urgent.",
    lambda value: not rules.matrix_faults(value),
)
REOPEN_DAYS = declare(
    "incident.reopen_days",
    "Days in which a restored incident may be reopened",
    7,
    "A whole number of days from 1 to 365; after it a new incident is logged.",
    _days,
)
CLOSE_AFTER_DAYS = declare(
    "incident.close_after_days",
    "Days after which a restored incident is closed by itself",
    5,
    "A whole number of days from 1 to 365.",
    _days,
)
