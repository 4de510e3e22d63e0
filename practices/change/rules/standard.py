"""Is a change still what its template says? Plain values in, plain values out."""

from __future__ import annotations

from typing import Any, Protocol

TEXTS = ("plan", "backout", "test")


class Says(Protocol):
    """A change, or a template: how it is made."""

    plan: str
    backout: str
    test: str
    answers: dict[str, Any]


def departures(change: Says, template: Says) -> list[str]:
    """What a change says otherwise than the template it comes from; white space is nothing said."""
    departs = [name for name in TEXTS if _words(getattr(change, name)) != _words(getattr(template, name))]  # fmt: skip
    return departs if change.answers == template.answers else [*departs, "answers"]


def _words(text: str) -> list[str]:
    return text.split()
