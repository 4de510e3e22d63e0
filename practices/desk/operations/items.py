"""Say what a ticket is about: the components that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.configuration import queries as item_queries
from practices.desk.models import Ticket, TicketItem
from practices.desk.operations import lock, verbs
from practices.desk.queries import items as queries
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.accounts.models import User
    from svs.events.actor import Actor

MOST = 50


@transaction.atomic
def set_items(
    *,
    ticket: Ticket,
    actor: Actor,
    user: User,
    item_ids: Iterable[int],
    version: int | None = None,
    follows: bool = True,
) -> Ticket:
    """Let a ticket be about exactly these items; those that the person does not see stay. What its practice does then `follows`.

    Raises RuleViolation("unknown_item") for one that is retired, hidden or not there, "too_many_items", StaleVersion. Emits <kind>.changed.
    """
    held = lock(ticket.pk, version)
    return _write(
        held, actor, user, set(queries.item_ids(user, held.pk)), set(item_ids), follows=follows
    )


@transaction.atomic
def add_item(*, ticket: Ticket, actor: Actor, user: User, item_id: int) -> Ticket:
    """The ticket is about this item too. Raises and emits as set_items."""
    held = lock(ticket.pk)
    before = set(queries.item_ids(user, held.pk))
    return _write(held, actor, user, before, before | {item_id})


@transaction.atomic
def remove_item(*, ticket: Ticket, actor: Actor, user: User, item_id: int) -> Ticket:
    """The ticket is not about this item. Raises and emits as set_items."""
    held = lock(ticket.pk)
    before = set(queries.item_ids(user, held.pk))
    return _write(held, actor, user, before, before - {item_id})


def _write(
    held: Ticket,
    actor: Actor,
    user: User,
    before: set[int],
    wanted: set[int],
    *,
    follows: bool = True,
) -> Ticket:
    added = item_queries.check_items(user, wanted - before)
    if len(wanted) > MOST:
        raise RuleViolation("too_many_items", f"At most {MOST} items.", field="items")
    if wanted == before:
        return held
    TicketItem.objects.filter(ticket=held, item_id__in=before - wanted).delete()
    TicketItem.objects.bulk_create([TicketItem(ticket=held, item_id=pk) for pk in added])
    held.version += 1
    held.updated_at = timezone.now()
    held.save(update_fields=["version", "updated_at"])
    emit(
        f"{held.kind}.changed", subject=("ticket", held.pk), actor=actor, service_id=held.service_id,
        occurred_at=held.updated_at, data={"before": {"items": sorted(before)}, "after": {"items": sorted(wanted)}},
    )  # fmt: skip
    then = verbs.of_kind(held.kind).about_others if follows and verbs.is_known(held.kind) else None
    return then(ticket=held, actor=actor) if then else held
