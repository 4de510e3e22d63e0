"""Take a move back: a compensating operation within a minute, by who made it, while nothing else happened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.desk.operations import change_fields, letters, lock, surveys, verbs
from practices.desk.operations.life import move_back
from practices.desk.queries import undo as queries
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor
    from svs.events.models import DomainEvent

WINDOW = timedelta(seconds=60)


@transaction.atomic
def undo(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Take back one's own last move of a ticket, or the priority or tag one gave it last, within a minute.

    It stands in its former state, team and hands again; clocks go on as if they had stood or run meanwhile. What the
    practice did besides (children, an outage) is put back by the practice.

    Raises RuleViolation("nothing_to_undo", "not_yours", "undo_too_late"), StaleVersion. Emits ticket.undone.
    """
    held = lock(ticket.pk, version)
    event, verb = _last(held)
    _check(event, actor)
    if verb in queries.FIELDS:
        fields = dict(event.data["before"])
        return change_fields(ticket_id=held.pk, actor=actor, fields=fields, name="ticket.undone", data=_told(event, verb))  # fmt: skip
    return take_back(ticket=held, actor=actor, event=event, verb=verb)


def take_back(*, ticket: Ticket, actor: Actor, event: DomainEvent, verb: str) -> Ticket:
    """Put a locked ticket back to where this move took it from, with what followed from the move. Emits ticket.undone."""
    was = event.data["before"]
    letters.withdraw(ticket=ticket, event=event)
    moved = move_back(ticket=ticket, actor=actor, before=was, data=_told(event, verb))
    if event.data["resolved_at"] and not was["resolved_at"]:
        surveys.withdraw_survey(ticket_id=ticket.pk, since=event.occurred_at)
    put_back = verbs.of_kind(ticket.kind).taken_back
    if put_back is not None:
        put_back(ticket=moved, actor=actor, event=event)
    return moved


def _last(held: Ticket) -> tuple[DomainEvent, str]:
    """The move that made this version of the ticket, and its verb."""
    event = queries.event_of_version(held.pk, held.version)
    verb = queries.undoable(held.lifecycle, event.name) if event else ""
    if event is None or not verb:
        raise RuleViolation("nothing_to_undo", "There is nothing here to take back any more.")
    return event, verb


def _check(event: DomainEvent, actor: Actor) -> None:
    if not queries.is_by(event, actor):
        raise RuleViolation("not_yours", "Somebody else did this: only they can take it back.")
    if timezone.now() - event.occurred_at > WINDOW:
        raise RuleViolation("undo_too_late", "That was more than a minute ago: do the opposite instead.")  # fmt: skip


def _told(event: DomainEvent, verb: str) -> dict[str, Any]:
    return {"verb": verb, "event_id": event.pk}
