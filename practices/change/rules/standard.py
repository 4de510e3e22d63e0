"""Is a change still what its template says? Plain values in, plain values out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Set

TEXTS = ("plan", "backout", "test")


class Says(Protocol):
    """A change, or a template: how it is made."""

    plan: str
    backout: str
    test: str
    answers: dict[str, Any]


class Standard(Says, Protocol):
    """A template: made for one service, or for any one."""

    service_id: int | None


def departures(change: Says, template: Standard, touched: Set[int]) -> list[str]:
    """What a change says otherwise than the template it comes from; white space is nothing said.

    `touched` are the services it touches: those who decided on the template knew of its own only.
    """
    departs = [name for name in TEXTS if _words(getattr(change, name)) != _words(getattr(template, name))]  # fmt: skip
    departs += ["answers"] if change.answers != template.answers else []
    elsewhere = touched - {template.service_id} if template.service_id else len(touched) > 1
    return [*departs, "service"] if elsewhere else departs


def _words(text: str) -> list[str]:
    return text.split()
