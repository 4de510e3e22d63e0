"""Own fields in lists and exports: `own.<key>`, as each kind of ticket has it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from practices.desk import states
from practices.desk.filters.declared import more_filters, more_offers
from practices.desk.filters.grammar import LONGEST, Asker, Filter, Misfit, any_of
from practices.desk.queries import exported, fields, lists
from practices.desk.rules import fields as rules
from practices.desk.rules.fields import Own
from svs.accounts.models import User

AT_MOST = 60


def _known() -> dict[str, list[tuple[str, Own]]]:
    """(kind, field) of every field in use, by key: two kinds may have a field of one name."""
    found: dict[str, list[tuple[str, Own]]] = {}
    for kind in states.kinds():
        for own in fields.fields_of(kind):
            found.setdefault(own.key, []).append((kind, own))
    return found


def filter_of(key: str) -> Filter | None:
    """The filter of an own field, where some kind has it."""
    if not key.startswith("own."):
        return None
    held = _known().get(key.removeprefix("own."))
    return _filter(held) if held else None


def _filter(held: list[tuple[str, Own]]) -> Filter:
    own, is_public = held[0][1], all(field.is_public for _, field in held)

    def clean(value: str) -> int | str:
        if len(value) > LONGEST or not any(fields.condition(kind, own.key, value) is not None for kind, own in held):  # fmt: skip
            raise Misfit(f"it cannot be “{value[:40]}”.")
        return int(value) if own.type == rules.PERSON else value

    def find(found: list[Any], asker: Asker) -> Q:
        each = ((kind, fields.condition(kind, own.key, str(value))) for value in found for kind, own in held)  # fmt: skip
        said = any_of(condition for _, condition in each if condition is not None)
        return said if is_public else asker.office & said

    return Filter(
        f"own.{own.key}", own.label, clean, find, desks=not is_public,
        options=(lambda user: _options(user, held)) if own.type in _PICKED else None,
        named="person" if own.type == rules.PERSON else "", hint=own.help_text,
    )  # fmt: skip


_PICKED = (rules.CHOICE, rules.YES_NO, rules.PERSON)


def _options(user: User, held: list[tuple[str, Own]]) -> list[tuple[str, str]]:
    own = held[0][1]
    if own.type == rules.PERSON:
        return lists.options_of(user, "person")
    if own.type == rules.YES_NO:
        return [("yes", "yes"), ("no", "no")]
    return [(value, value) for value in dict.fromkeys(v for _, field in held for v in field.options)]  # fmt: skip


def offers(user: User) -> list[Filter]:
    return [_filter(held) for held in list(_known().values())[:AT_MOST]]


def columns() -> list[exported.Column]:
    """A column for each field; a person stands by their number."""
    return [(held[0][1].label, _value(key)) for key, held in list(_known().items())[:AT_MOST]]


def _value(key: str) -> Any:
    def read(row: dict[str, Any]) -> Any:
        value = row["own"].get(key) if row["at_office"] else None
        return rules.as_text(value) if value is not None else ""

    return read


more_filters.append(filter_of)
more_offers.append(offers)
exported.more_columns.append(columns)
