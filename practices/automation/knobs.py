"""Policy values of automation."""

from typing import Any

from svs.accounts import queries as accounts
from svs.knobs.registry import declare


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


RATE = declare(
    "automation.rate_per_hour",
    "Firings of one rule in an hour",
    60,
    "A whole number from 1 to 10000; a rule that fires more often disables itself.",
    lambda value: _whole(value, 1, 10_000),
)
PER_TICKET = declare(
    "automation.per_ticket_per_minute",
    "Firings on one ticket in a minute",
    20,
    "A whole number from 1 to 1000; the rule that would go beyond it disables itself.",
    lambda value: _whole(value, 1, 1000),
)
FAILURES = declare(
    "automation.failures_per_hour",
    "Failures of one rule in an hour",
    5,
    "A whole number from 1 to 1000; a rule that fails so often disables itself.",
    lambda value: _whole(value, 1, 1000),
)
UNDO_HOURS = declare(
    "automation.undo_hours",
    "Hours in which taking back counts",
    24,
    "A whole number of hours from 1 to 720: what a person takes back within it counts against the rule.",
    lambda value: _whole(value, 1, 720),
)
FALLBACK = declare(
    "automation.fallback_team",
    "Fallback team of the rules",
    None,
    "A team that works (programs give its id), or none. It gets what a rule cannot hand over.",
    lambda value: value is None or (_whole(value, 1, 2**31) and value in dict(accounts.teams())),
    one_of=accounts.teams,
)
