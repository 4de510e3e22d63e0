"""Own fields: what a value of each type may be. Plain Python."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

TEXT, NUMBER, DATE, CHOICE, YES_NO, PERSON = "text", "number", "date", "choice", "yes_no", "person"
MOST, MOST_OPTIONS, LONGEST = 20, 50, 500
KEY = re.compile(r"\A[a-z][a-z0-9_]{0,39}\Z")
_LARGEST = 10**15


@dataclass(frozen=True)
class Own:
    """A field that an organisation added to a kind of ticket."""

    key: str
    label: str
    type: str
    options: tuple[str, ...] = ()
    is_required: bool = False
    is_public: bool = False
    help_text: str = ""
    is_active: bool = True


@dataclass
class Faults(Exception):
    """What is wrong with values, by key, in plain words."""

    words: dict[str, str] = field(default_factory=dict)


def checked(fields: Iterable[Own], said: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """The values as they are stored; None takes one away. With `whole` what is required must be there.

    Raises Faults.
    """
    known = {own.key: own for own in fields if own.is_active}
    faults = {key: "There is no such field." for key in said if key not in known}
    stored: dict[str, Any] = {}
    for key, value in said.items():
        if key in known:
            try:
                stored[key] = _stored(known[key], value)
            except ValueError as fault:
                faults[key] = str(fault)
    for key, own in known.items():
        asked = whole or key in stored
        if own.is_required and asked and stored.get(key) is None:
            faults.setdefault(key, f"{own.label}: say it.")
    if faults:
        raise Faults(faults)
    return stored


def _stored(own: Own, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _TYPES[own.type](own, value)


def _text(own: Own, value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("A text.")
    if len(value.strip()) > LONGEST:
        raise ValueError(f"At most {LONGEST} characters.")
    return value.strip()


def _number(own: Own, value: Any) -> int | float:
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,6})?", text):
            raise ValueError("A number.")
        value = float(text) if "." in text else int(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or abs(value) > _LARGEST:  # fmt: skip
        raise ValueError("A number.")
    return int(value) if float(value).is_integer() else value


def _date(own: Own, value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("A day, as in 2026-11-24.")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("There is no such day.") from None


def _choice(own: Own, value: Any) -> str:
    if value not in own.options:
        raise ValueError(f"One of {', '.join(own.options)}.")
    return str(value)


def _yes_no(own: Own, value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False, "yes": True, "no": False}
    if not isinstance(value, bool | str) or value not in known:
        raise ValueError("Yes or no.")
    return known[value]


def _person(own: Own, value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise ValueError("A person.")
    return value


_TYPES = {TEXT: _text, NUMBER: _number, DATE: _date, CHOICE: _choice, YES_NO: _yes_no, PERSON: _person}  # fmt: skip


def as_text(value: Any) -> str:
    """A value as lists, exports and rules say it."""
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def definition_fault(own: Own, others: Iterable[Own]) -> tuple[str, str] | None:
    """(field, words) of what is wrong with a definition, or None."""
    if not KEY.match(own.key):
        return "key", "Small letters, digits and _, beginning with a letter; at most 40."
    if not own.label.strip():
        return "label", "Say what it is called."
    if own.type not in _TYPES:
        return "type", "There is no such type."
    options = [option.strip() for option in own.options]
    if own.type == CHOICE and (not 1 <= len(options) <= MOST_OPTIONS or len(set(options)) != len(options) or not all(options)):  # fmt: skip
        return "options", f"One to {MOST_OPTIONS} different words to choose from."
    if own.type == CHOICE and any(len(option) > 80 for option in options):
        return "options", "At most 80 characters each."
    if own.type != CHOICE and options:
        return "options", "Only a choice has words to choose from."
    if own.is_active and sum(other.is_active for other in others if other.key != own.key) >= MOST:
        return "is_active", f"A kind has at most {MOST} own fields: retire one first."
    return None
