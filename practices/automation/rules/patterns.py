"""Patterns that people write: RE2 only, which reads a text in a time that grows with its length and never explodes."""

from functools import lru_cache
from typing import Any

import re2

LONGEST = 200
LARGEST = 2000  # instructions; a count of repeats multiplies them
READ = 20_000  # characters of a text that are looked at
_MEMORY = 1 << 20


def fault(pattern: str) -> str:
    """What is wrong with a pattern, in plain words; empty when it can be used."""
    if len(pattern) > LONGEST:
        return f"A pattern has at most {LONGEST} characters."
    try:
        found = _compiled(pattern)
    except (re2.error, UnicodeEncodeError) as error:
        return f"“{pattern[:40]}” is not a pattern that can be used: {_said(error)}."
    if found.programsize > LARGEST:
        return "The pattern repeats too much. Say it shorter."
    return ""


def matches(pattern: str, text: str) -> bool:
    """Does the pattern occur in the first 20,000 characters of the text? Case does not matter; a bad pattern never does."""
    try:
        return _compiled(pattern).search(text[:READ]) is not None
    except (re2.error, UnicodeEncodeError):
        return False


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, _MEMORY
    return re2.compile(pattern, options)


def _said(error: Exception) -> str:
    words = error.args[0] if error.args else ""
    if isinstance(words, bytes):
        words = words.decode(errors="replace")
    if "invalid escape sequence: \\" in words and words[-1:].isdigit():
        return "it looks back at what it found, which is not possible here"
    return str(words)[:80] if isinstance(error, re2.error) else "it holds a broken character"
