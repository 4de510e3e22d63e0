"""Declare a knob, read its value in force, set a new one.

A practice declares what it obeys; governance's operation sets it; the practice reads it. No other way down.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import JSONField, Value
from django.utils import timezone

from svs.errors import RuleViolation
from svs.knobs.models import KnobValue

_CACHED = "knobs.current"
SECONDS_KEPT = 5


@dataclass(frozen=True)
class Knob:
    key: str
    label: str
    default: Any
    help: str
    check: Callable[[Any], bool]
    choices: tuple[tuple[str, str], ...] = ()  # (value, words): several may be chosen
    page: str = ""  # URL name of the page of its own where it is set
    one_of: Callable[[], list[tuple[Any, str]]] | None = (
        None  # (value, words) of what there is: one, or none
    )


_knobs: dict[str, Knob] = {}


def declare(
    key: str, label: str, default: Any, help: str, check: Callable[[Any], bool], *,
    choices: tuple[tuple[str, str], ...] = (), page: str = "", one_of: Callable[[], list[tuple[Any, str]]] | None = None,
) -> Knob:  # fmt: skip
    """Declare a policy value; `check` says whether a proposed value makes sense.

    `choices` are offered to be ticked, of `one_of` one is picked, `page` is the URL name of a page of its own (a matrix).
    """
    knob = Knob(key, label, default, help, check, choices, page, one_of)
    _knobs[key] = knob
    return knob


def all_knobs() -> list[Knob]:
    return sorted(_knobs.values(), key=lambda knob: knob.key)


def knob_of(key: str) -> Knob | None:
    return _knobs.get(key)


def value(key: str, at: datetime | None = None) -> Any:
    """The value in force at a moment (now unless said): the newest row not after it, or the default."""
    row = (
        KnobValue.objects.filter(key=key, effective_at__lte=at or timezone.now())
        .order_by("-effective_at", "-id")
        .values_list("value", flat=True)
        .first()
    )
    return _knobs[key].default if row is None else row


def current(key: str) -> Any:
    """The value in force now, read at most every few seconds: for the hot paths of every request."""
    known = cache.get(_CACHED)
    if known is None:
        rows = KnobValue.objects.filter(effective_at__lte=timezone.now()).order_by("effective_at", "id")  # fmt: skip
        known = dict(rows.values_list("key", "value"))
        cache.set(_CACHED, known, SECONDS_KEPT)
    return known.get(key, _knobs[key].default)


def _fits(knob: Knob, value: Any) -> bool:
    """Does the value make sense? A check may stumble over what is not even of the right kind."""
    try:
        return knob.check(value)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError):
        return False


def check_value(key: str, value: Any) -> None:
    """Would it make sense? Raises RuleViolation("unknown_knob", "bad_value")."""
    knob = _knobs.get(key)
    if knob is None:
        raise RuleViolation("unknown_knob", "There is no such policy value.")
    if not _fits(knob, value):
        raise RuleViolation("bad_value", f"{knob.label}: {knob.help}", field="value")


def set_value(
    *, key: str, value: Any, effective_at: datetime | None = None, reason: str = ""
) -> KnobValue:
    """Write a value from a moment on. Called by governance, which emits policy.adopted."""
    check_value(key, value)
    cache.delete(_CACHED)
    kept = Value(None, JSONField()) if value is None else value  # JSON's null: the row is there
    return KnobValue.objects.create(
        key=key, value=kept, effective_at=effective_at or timezone.now(), reason=reason
    )


def withdraw(row: KnobValue) -> bool:
    """Take back a value that is not in force yet; False when it is. Called by governance, which emits policy.withdrawn."""
    gone, _ = KnobValue.objects.filter(pk=row.pk, effective_at__gt=timezone.now()).delete()
    return bool(gone)


def history(key: str) -> list[KnobValue]:
    """Every value of a knob, the newest first, those to come on top."""
    return list(KnobValue.objects.filter(key=key).order_by("-effective_at", "-id")[:200])


def sayer(knob: Knob) -> Callable[[Any], str]:
    """How to say values of a knob in plain words; what they may be is looked up once."""
    words = {str(one): said for one, said in (knob.one_of() if knob.one_of else knob.choices)}

    def said(value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value is None:
            return "none"
        if isinstance(value, list):
            return ", ".join(words.get(str(one), str(one)) for one in value) or "none"
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else words.get(str(value), str(value))  # fmt: skip

    return said


def all_values() -> dict[str, list[KnobValue]]:
    """Every value of every knob, the oldest first."""
    found: dict[str, list[KnobValue]] = {}
    for row in KnobValue.objects.order_by("effective_at", "id"):
        found.setdefault(row.key, []).append(row)
    return found
