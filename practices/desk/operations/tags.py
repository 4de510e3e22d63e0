"""Words by which people find tickets again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk.operations import change_fields, lock
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

MOST = 30


@transaction.atomic
def tag_ticket(*, ticket: Ticket, actor: Actor, tag: str, version: int | None = None) -> Ticket:
    """Add a tag; one that is there already changes nothing.

    Raises RuleViolation("tag_required", "too_many_tags"), StaleVersion. Emits <kind>.tagged.
    """
    word = " ".join(tag.split()).lower()[:40]
    if not word:
        raise RuleViolation("tag_required", "Name the tag.", field="tag")
    current = lock(ticket.pk, version)
    tags = sorted({*current.tags, word})
    if len(tags) > max(MOST, len(current.tags)):
        raise RuleViolation("too_many_tags", f"At most {MOST} tags.", field="tag")
    return change_fields(ticket_id=ticket.pk, actor=actor, fields={"tags": tags}, verb="tagged")
