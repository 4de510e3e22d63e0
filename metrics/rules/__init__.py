"""What is measured, how its numbers are worked out, and how they are said: plain Python, one definition for page, API and Celery."""

from metrics.rules.arithmetic import (
    AT_RISK,
    ENOUGH,
    KEPT,
    MISSED,
    UNKNOWN,
    WINDOW_DAYS,
    Figure,
    Promise,
    badness,
    beyond,
    in_force,
    interval,
    percentile,
    standing,
    uptime,
    weeks_missed,
    wilson,
)
from metrics.rules.catalogue import FAMILIES, MEASURES, Measure, measures_of
from metrics.rules.words import (
    BadPromise,
    Told,
    Verdict,
    cases,
    headline,
    promise_words,
    read_promise,
    says_interval,
    short,
    vanity,
    verdict,
    words_for,
    worst_of,
    written,
)

__all__ = [
    "AT_RISK", "ENOUGH", "FAMILIES", "KEPT", "MEASURES", "MISSED", "UNKNOWN", "WINDOW_DAYS", "BadPromise", "Figure", "Measure", "Promise",
    "Told", "Verdict", "badness", "beyond", "cases", "headline", "in_force", "interval", "measures_of", "percentile", "promise_words", "read_promise",
    "says_interval", "short", "standing", "uptime", "vanity", "verdict", "weeks_missed", "wilson", "words_for",
    "worst_of", "written",
]  # fmt: skip
