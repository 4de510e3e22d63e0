"""The own fields of each kind of ticket."""

from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from practices.desk.models import OwnField, Ticket
from practices.desk.rules import fields as rules
from practices.desk.rules.fields import Own
from svs.accounts.models import User

SECONDS_KEPT = 5
_CACHED = "desk.own_fields"


def fields_of(kind: str) -> tuple[Own, ...]:
    """The fields in use of a kind, in their order; read at most every few seconds, for every ticket that is logged asks."""
    return tuple(own for own in _all().get(kind, ()) if own.is_active)


def _all() -> dict[str, tuple[Own, ...]]:
    known: dict[str, tuple[Own, ...]] | None = cache.get(_CACHED)
    if known is None:
        known = {}
        for row in OwnField.objects.order_by("kind", "place", "id"):
            known[row.kind] = (*known.get(row.kind, ()), as_rule(row))
        cache.set(_CACHED, known, SECONDS_KEPT)
    return known


def forget() -> None:
    """Read them anew: one was changed."""
    cache.delete(_CACHED)


def as_rule(row: OwnField) -> Own:
    return Own(
        row.key, row.label, row.type, tuple(row.options), row.is_required, row.is_public, row.help_text, row.is_active
    )  # fmt: skip


def all_fields() -> QuerySet[OwnField]:
    """Every own field, by kind, those in use first."""
    return OwnField.objects.order_by("kind", "-is_active", "place", "id")


def shown(ticket: Ticket, *, public: bool = False) -> list[tuple[str, str]]:
    """(label, value) of what the own fields of a ticket say; with `public`, only what its requester may read."""
    found = [own for own in fields_of(ticket.kind) if ticket.own.get(own.key) is not None and (own.is_public or not public)]  # fmt: skip
    people = {ticket.own[own.key] for own in found if own.type == rules.PERSON}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    return [
        (own.label, names.get(ticket.own[own.key], "") if own.type == rules.PERSON else rules.as_text(ticket.own[own.key]))
        for own in found
    ]  # fmt: skip


def own_in_words(own: dict[str, Any]) -> dict[str, str]:
    """What own fields say, as rules and lists read it."""
    return {key: rules.as_text(value) for key, value in own.items()}


def public_values(kind: str, own: dict[str, Any]) -> dict[str, Any]:
    """What a requester may read of the values of a ticket."""
    open_ones = {field.key for field in fields_of(kind) if field.is_public}
    return {key: value for key, value in own.items() if key in open_ones}


def condition(kind: str, key: str, text: str) -> Q | None:
    """Tickets of a kind whose field says this; None when there is no such field, or it cannot say such a thing."""
    own = next((field for field in fields_of(kind) if field.key == key), None)
    if own is None:
        return None
    try:
        value = rules.checked([own], {key: text}, whole=False)[key]
    except rules.Faults:
        return None
    if value is None:
        return Q(kind=kind) & ~Q(own__has_key=key)
    return Q(kind=kind, own__contains={key: value}) & ~Q(own={})  # the index leaves empty ones out
