"""How a practice shows its kind to those who asked for it: what was delivered, and how long it may come back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from svs.accounts.models import User


def _nothing(user: User, ticket: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Told:
    """A kind on the portal: `template` extends portal/request.html, `around` is what it shows besides the common."""

    kind: str
    delivered: Callable[[Any], str]
    reopens_until: Callable[[Any], datetime | None]
    template: str = "portal/request.html"
    around: Callable[[User, Any], dict[str, Any]] = _nothing


_told: dict[str, Told] = {}


def register(told: Told) -> None:
    _told[told.kind] = told


def of_kind(kind: str) -> Told:
    return _told[kind]
