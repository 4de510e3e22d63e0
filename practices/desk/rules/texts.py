"""Texts that people write: who is named in them, and how names in braces are filled."""

import re
from collections.abc import Mapping
from itertools import accumulate

MOST_WORDS, MOST_NAMES = 4, 40
VARIABLES = ("requester", "ref", "title", "service", "me", "team")
_AT = re.compile(r"(?<![\w@.])@([^\s@]+(?:[ \t]+[^\s@]+){0,3})")
_EDGES = ".,;:!?()[]{}<>\"'"
_BRACES = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")


def names_after_at(text: str) -> set[str]:
    """What may be names after an @, in lower case: one word to four. Who of them exists is for others to say."""
    found: set[str] = set()
    for match in _AT.finditer(text):
        words = match[1].lower().split()[:MOST_WORDS]
        found |= {so_far.strip(_EDGES) for so_far in accumulate(words, lambda a, b: f"{a} {b}")}
        if len(found) >= MOST_NAMES * MOST_WORDS:
            break
    return found - {""}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill the names in braces that are known; all else stays as it stands.

    One pass, no logic: what is filled in is never looked at again, whoever wrote it.
    """
    return _BRACES.sub(lambda match: values.get(match[1], match[0]), text)
