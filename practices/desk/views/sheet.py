"""How a practice shows its kind on the desk's page of a ticket."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form

from practices.desk import access
from svs.accounts.models import User

Failed = dict[str, Form]  # forms that came back with their errors, by verb


def _nothing(user: User, record: Any, verb: str) -> dict[str, Any]:
    return {}


def _here(user: User, record: Any) -> str:
    return ""


@dataclass(frozen=True)
class Sheet:
    """A kind's page: its template (extends desk/ticket.html), its records with what they show, and what stands around them.

    `forms` are asked for by verb, besides those of the desk, each filled with `initial`; `beside` is what a verb's form
    tells besides its fields. Verbs that stand `apart` have a page of their own; `elsewhere` is where somebody reads it who
    has no business on the desk's page.
    """

    kind: str
    template: str
    shown: Callable[[User], Any]
    around: Callable[[User, Any, Failed], dict[str, Any]]
    forms: dict[str, type[Form]] = field(default_factory=dict)
    beside: Callable[[User, Any, str], dict[str, Any]] = _nothing
    initial: Callable[[User, Any, str], dict[str, Any]] = _nothing
    apart: tuple[str, ...] = ()
    elsewhere: Callable[[User, Any], str] = _here


_sheets: dict[str, Sheet] = {}


def register(sheet: Sheet) -> None:
    _sheets[sheet.kind] = sheet


def of_kind(kind: str) -> Sheet:
    return _sheets[kind]


def leads_elsewhere(user: User, record: Any) -> str:
    """Where somebody reads a ticket who only asked for it, watches it or is asked about it: never on the desk's page, nor in a part of it."""
    if access.only_asked(user, record):
        return str(record.portal_url)
    return of_kind(record.kind).elsewhere(user, record)


def all_sheets() -> list[Sheet]:
    return list(_sheets.values())
