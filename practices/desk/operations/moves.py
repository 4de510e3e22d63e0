"""What hand-over, waiting and changes mean for every kind of ticket; a practice's own verbs call these."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.desk.operations.life import KEEP, Keep, change_fields, move_ticket
from practices.desk.states import HOLD_CAUSES
from svs.errors import RuleViolation
from svs.services import queries as services

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

LONGEST_WAIT = timedelta(days=366)


def hand_over(
    *, ticket: Ticket, actor: Actor, team_id: int | Keep | None = KEEP, assignee_id: int | Keep | None = KEEP,
    cause: str = "", version: int | None = None,
) -> Ticket:  # fmt: skip
    """Hand a ticket to a team, a person, or both. Another team without a person lets go of the holder. Emits <kind>.assigned."""
    if (
        isinstance(assignee_id, Keep)
        and not isinstance(team_id, Keep)
        and team_id != ticket.team_id
    ):
        assignee_id = None
    return move_ticket(
        ticket_id=ticket.pk, actor=actor, verb="assign", team_id=team_id, assignee_id=assignee_id, cause=cause, version=version
    )  # fmt: skip


def wait_for(
    *, ticket: Ticket, actor: Actor, cause: str, wake_at: datetime | None = None, version: int | None = None
) -> Ticket:  # fmt: skip
    """Wait for somebody else; the resolution clock stands. With `wake_at` it comes back by itself.

    Raises RuleViolation("cause_required", "wakes_too_early", "wakes_too_late"). Emits <kind>.held.
    """
    if cause not in HOLD_CAUSES:
        raise RuleViolation("cause_required", "Say what it waits for.", field="cause")
    now = timezone.now()
    if wake_at is not None and wake_at <= now:
        raise RuleViolation("wakes_too_early", "That moment is over: name one that lies ahead.", field="wake_at")  # fmt: skip
    if wake_at is not None and wake_at > now + LONGEST_WAIT:
        raise RuleViolation("wakes_too_late", "Nothing waits longer than a year.", field="wake_at")
    return move_ticket(
        ticket_id=ticket.pk, actor=actor, verb="hold", cause=cause, wake_at=wake_at, version=version,
        data={"wake_at": wake_at.isoformat()} if wake_at else None,
    )  # fmt: skip


def checked(current: Ticket, fields: dict[str, Any]) -> dict[str, Any]:
    """What a ticket is to say of itself, with a title that says something and a category of its service.

    With another service a category of the old one goes. Raises RuleViolation("title_required", "wrong_category").
    """
    return {**fields, **_title(fields), **_category(current, fields)}


def _title(fields: dict[str, Any]) -> dict[str, str]:
    if "title" not in fields:
        return {}
    title = " ".join(fields["title"].split())[:200]
    if not title:
        raise RuleViolation("title_required", "Say it in a few words.", field="title")
    return {"title": title}


def _category(current: Ticket, fields: dict[str, Any]) -> dict[str, int | None]:
    """The category that the ticket has afterwards: of its service, or none."""
    service_id = fields.get("service_id", current.service_id)
    chosen = fields.get("category_id")
    if chosen is not None:
        services.check_category(chosen, service_id)
    if "category_id" not in fields and service_id != current.service_id and current.category_id:
        return {"category_id": None}
    return {}


def prioritise(
    *, ticket: Ticket, actor: Actor, priority: int, version: int | None = None
) -> Ticket:
    """Set the priority outright, as a rule or a lead does. Raises RuleViolation("bad_priority"). Emits <kind>.prioritised."""
    if priority not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    return change_fields(
        ticket_id=ticket.pk, actor=actor, fields={"priority": priority}, version=version, verb="prioritised"
    )  # fmt: skip
