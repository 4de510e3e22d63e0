"""What a change touches and what depends on it, as far as this person sees it; of the rest only how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practices.change.queries.risk import touched_services
from practices.change.rules import impact as rules
from practices.configuration import queries as configuration
from practices.desk.queries import items as desk_items
from svs.services import access, queries

if TYPE_CHECKING:
    from practices.change.models import Change
    from svs.accounts.models import User


def impact_of(user: User, change: Change) -> dict[str, Any]:
    """The drawing, its sentence and its table: seven statements, however much depends on it."""
    ids = list(change.ticket.items.values_list("pk", flat=True))
    items = desk_items.items_of(user, change.ticket_id)
    names = [row["item__name"] for row in items]
    touched = touched_services(change)
    through_items = set(configuration.services_on(ids)) - touched
    edges = queries.needed_by({*touched, *through_items})
    found = rules.steps_of(touched, edges)
    for pk, (steps, through) in rules.steps_of(through_items, edges).items():
        if pk not in found or steps + 1 < found[pk][0]:
            found[pk] = (steps + 1, through if through != pk else 0)
    seen = access.visible_to(user).in_bulk(list(found))
    called = {0: "items it touches", **{pk: one.name for pk, one in seen.items()}}
    reached = [
        rules.Reached(
            pk, one.name, one.tier, found[pk][0], rules.named(found[pk][1], called) if found[pk][0] else "", one.when_it_fails, one.slug
        )
        for pk, one in seen.items()
    ]  # fmt: skip
    reached.sort(key=lambda one: (one.steps, one.tier, one.name))
    hidden = len(found) - len(seen)
    return {
        "picture": rules.drawn(names, len(ids) - len(names), reached, edges, hidden), "items": items, "more_items": len(ids) - len(names),
        "reached": reached, "hidden": hidden, "sentence": rules.sentence(len(ids), len(touched), len(found) - len(touched), hidden),
        "is_empty": not (ids or found),
    }  # fmt: skip
