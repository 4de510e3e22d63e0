"""How a practice shows its kind to those who asked for it: what was delivered, and how long it may come back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def _nobody(ticket_ids: list[int]) -> dict[int, str]:
    return {}


@dataclass(frozen=True)
class Told:
    """A kind on the portal, in the requester's words.

    `doing` is what is going on while it is worked on; `ends` names other ends than done, by state; `waits_for` names
    who must say yes, by ticket id; `cancels` are the states in which the requester may take it back.
    """

    kind: str
    delivered: Callable[[Any], str]
    reopens_until: Callable[[Any], datetime | None]
    doing: str = "Being fixed"
    ends: dict[str, str] = field(default_factory=dict)
    waits_for: Callable[[list[int]], dict[int, str]] = _nobody
    cancels: tuple[str, ...] = ()


_told: dict[str, Told] = {}


def register(told: Told) -> None:
    _told[told.kind] = told


def of_kind(kind: str) -> Told:
    return _told[kind]
