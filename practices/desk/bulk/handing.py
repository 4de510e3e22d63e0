"""What people and teams leave behind when they go: handed back, or handed over, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk import operations as desk
from practices.desk.operations import KEEP, Keep
from practices.desk.queries import holding
from svs.errors import TransitionNotAllowed

if TYPE_CHECKING:
    from svs.events.actor import Actor


@transaction.atomic
def hand_back(actor: Actor, person_id: int) -> int:
    """Let go of every open ticket of a person: it waits in its team's queue again. Emits <kind>.assigned for each."""
    held = list(holding.open_of(assignee_id=person_id).values_list("pk", flat=True))
    return sum(_move(pk, actor, KEEP) for pk in held)


@transaction.atomic
def hand_over(actor: Actor, team_id: int, to_team_id: int, most: int) -> int:
    """Move at most so many open tickets of a team to another, oldest first. Emits <kind>.assigned for each."""
    held = list(holding.open_of(team_id=team_id).values_list("pk", flat=True)[:most])
    return sum(_move(pk, actor, to_team_id) for pk in held)


def _move(ticket_id: int, actor: Actor, team_id: int | Keep) -> bool:
    try:
        desk.move_ticket(
            ticket_id=ticket_id, actor=actor, verb="assign", team_id=team_id, assignee_id=None
        )
    except TransitionNotAllowed:  # it was restored meanwhile
        return False
    return True
