"""Change what an incident says and what it is about in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from practices.desk.operations.items import set_items
from practices.incident.operations.life import change_incident

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


@transaction.atomic
def change_incident_and_items(
    *, ticket: Ticket, actor: Actor, user: User, fields: dict[str, Any], item_ids: list[int], version: int | None = None
) -> Ticket:  # fmt: skip
    """Change its fields, and let it be about exactly these items, or do neither. Raises and emits what each of the two does."""
    held = set_items(ticket=ticket, actor=actor, user=user, item_ids=item_ids, version=version)
    if not fields:
        return held
    return change_incident(ticket=held, actor=actor, fields=fields, version=held.version)
