"""Texts of rules with a few named places. No logic, no attributes, no second reading: what a ticket says is put in as it is."""

import re
from collections.abc import Mapping

VARIABLES = {
    "ref": "the ticket's number",
    "title": "its title",
    "service": "its service",
    "team": "its team",
    "holder": "who holds it",
    "requester": "who asked",
    "priority": "its priority",
}
# One pair of braces around one word. Doubled braces and ${...} are other people's languages, and stay as they are.
_PLACE = re.compile(r"(?<![{$])\{([^{}\s]{1,60})\}(?!\})")


def fault(text: str) -> str:
    """Which place of a text is not known here; empty when all are."""
    for name in _PLACE.findall(text):
        if name not in VARIABLES:
            known = ", ".join(f"{{{each}}}" for each in VARIABLES)
            return f"{{{name}}} is not known here. There are {known}."
    return ""


def render(text: str, values: Mapping[str, str]) -> str:
    """Fill the places once, from left to right; braces inside a value are never read again."""
    return _PLACE.sub(lambda place: _value(place, values), text)


def _value(place: re.Match[str], values: Mapping[str, str]) -> str:
    name = place.group(1)
    return str(values.get(name, "")) if name in VARIABLES else place.group(0)
