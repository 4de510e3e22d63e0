"""Promised times: read from what people write, and said back."""

import re

from svs.errors import RuleViolation

LEAST, MOST = 60, 366 * 24 * 3600
_SPAN = re.compile(r"(?:(\d{1,4})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:utes?)?)?)?\Z", re.ASCII)  # fmt: skip
_IN_DAYS = re.compile(r"\d+\s*d(?:ays?)?\b", re.ASCII)


def read_span(text: str) -> int:
    """The seconds in 30m, 4h or 1h 30m. Raises RuleViolation("bad_target") in words that say what to write."""
    said = " ".join(text.lower().split())
    if _IN_DAYS.match(said):
        raise _bad("A day of work is not 24 hours: write it in hours, like 16h.")
    if said.isdigit():
        raise _bad(f"{said} what? Write {said}h or {said}m.")
    match = _SPAN.match(said)
    if not said or match is None:
        raise _bad("Write a time like 30m, 4h or 1h 30m.")
    return check_span(int(match[1] or 0) * 3600 + int(match[2] or 0) * 60)


def check_span(seconds: int) -> int:
    """Raises RuleViolation("bad_target") unless it is a minute to a year."""
    if not LEAST <= seconds <= MOST:
        raise _bad("A promised time is at least a minute and at most 8784h.")
    return seconds


def write_span(seconds: int) -> str:
    """As people write it: 4h, 1h 30m."""
    hours, minutes = divmod(seconds // 60, 60)
    return (
        " ".join([*([f"{hours}h"] if hours else []), *([f"{minutes}m"] if minutes else [])]) or "0m"
    )


def _bad(words: str) -> RuleViolation:
    return RuleViolation("bad_target", words, field="seconds")
