"""Policy values of automation."""

from svs.knobs.registry import declare

RATE = declare(
    "automation.rate_per_hour",
    "Firings of one rule in an hour",
    60,
    "A whole number from 1 to 10000; a rule that fires more often disables itself.",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000,
)
