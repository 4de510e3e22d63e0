"""The verbs of a request, one function each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.operations import KEEP, Keep, NewTicket, moves
from practices.desk.operations.items import set_items
from practices.desk.operations.people import find_or_create_caller
from practices.service_request import queries, states
from practices.service_request.knobs import REOPEN_DAYS
from practices.service_request.models import ServiceRequest
from practices.service_request.operations import approval
from svs.errors import RuleViolation
from svs.knobs import registry as knobs
from svs.services import queries as services

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


@transaction.atomic
def log_request(
    *,
    actor: Actor,
    title: str,
    description: str = "",
    requester: User | None = None,
    service_id: int | None = None,
    category_id: int | None = None,
    team_id: int | None = None,
    priority: int = 3,
    channel: str = "desk",
    external_id: str | None = None,
    own: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> Ticket:
    """Log what somebody needs from a service. `data` goes into its event.

    `own` are its own fields; None where nobody could be asked.
    Raises RuleViolation("title_required", "wrong_category", "bad_priority", "already_logged", "own_field"). Emits request.logged.
    """
    if category_id is not None:
        services.check_category(category_id, service_id)
    if priority not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    ticket = desk.open_ticket(
        new=NewTicket(
            kind="request", title=title, description=description, requester_id=requester.pk if requester else None,
            service_id=service_id, category_id=category_id, team_id=team_id, channel=channel, priority=priority,
            external_id=external_id or None, source="api" if external_id else "", own=own,
        ),
        actor=actor,
        data=data,
    )  # fmt: skip
    ServiceRequest.objects.bulk_create([ServiceRequest(ticket=ticket)])
    return ticket


@transaction.atomic
def log_request_for(*, actor: Actor, email: str, name: str, **fields: Any) -> Ticket:
    """Log a request for a caller, found by e-mail or added, in one transaction. Emits request.logged."""
    return log_request(
        actor=actor, requester=find_or_create_caller(email=email, name=name), **fields
    )


@transaction.atomic
def assign_request(
    *,
    ticket: Ticket,
    actor: Actor,
    team_id: int | Keep | None = KEEP,
    assignee_id: int | Keep | None = KEEP,
    version: int | None = None,
) -> Ticket:
    """Hand a request to a team, a person, or both; one that waits for approval goes on waiting. Emits request.assigned."""
    current = desk.lock(ticket.pk, version)
    waits = current.state == states.IN_APPROVAL
    return moves.hand_over(
        ticket=current, actor=actor, team_id=team_id, assignee_id=assignee_id, cause="approval" if waits else "",
        version=version,
    )  # fmt: skip


def hold_request(
    *, ticket: Ticket, actor: Actor, cause: str, wake_at: datetime | None = None, version: int | None = None
) -> Ticket:  # fmt: skip
    """Wait for somebody else; whoever must say yes is asked by name instead.

    Raises RuleViolation("ask_by_name", "cause_required", "wakes_too_early", "wakes_too_late"). Emits request.held.
    """
    if cause == "approval":
        raise RuleViolation("ask_by_name", "Ask the person who must say yes: “Ask for approval”.", field="cause")  # fmt: skip
    return moves.wait_for(ticket=ticket, actor=actor, cause=cause, wake_at=wake_at, version=version)


def resume_request(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Go on after a wait. Emits request.resumed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="resume", version=version)


@transaction.atomic
def fulfil_request(
    *, ticket: Ticket, actor: Actor, fulfilment: str, version: int | None = None
) -> Ticket:
    """Deliver it, and say what was delivered.

    Raises RuleViolation("fulfilment_required"), TransitionNotAllowed. Emits request.fulfilled.
    """
    words = fulfilment.strip()
    if not words:
        raise RuleViolation("fulfilment_required", "Say what was delivered.", field="fulfilment")
    done = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="fulfil", version=version)
    ServiceRequest.objects.filter(ticket_id=ticket.pk).update(fulfilment=words)
    return done


@transaction.atomic
def reopen_request(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """It was not what was asked for, or not all of it. Only so many days after it was fulfilled.

    Raises RuleViolation("reopen_too_late"), TransitionNotAllowed. Emits request.reopened.
    """
    current = desk.lock(ticket.pk, version)
    until = queries.reopens_until(current)
    if until is not None and until < timezone.now():
        days = knobs.current(REOPEN_DAYS.key)
        raise RuleViolation(
            "reopen_too_late", f"It was fulfilled more than {days} days ago: log a new one."
        )
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="reopen", version=version)


def close_request(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Nobody has to look at it again. Emits request.closed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="close", version=version)


@transaction.atomic
def change_request(
    *, ticket: Ticket, actor: Actor, fields: dict[str, Any], item_ids: list[int] | None = None, user: User | None = None,
    version: int | None = None,
) -> Ticket:  # fmt: skip
    """Change title, description, service, category or priority, and with `item_ids` what it is about, or nothing of it.

    What is wanted, changed while it waits for approval, is asked about anew.
    Raises RuleViolation("title_required", "wrong_category", "bad_priority"), StaleVersion. Emits request.changed.
    """
    current = desk.lock(ticket.pk, version)
    if fields.get("priority", 3) not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    if item_ids is not None and user is not None:
        current = set_items(ticket=current, actor=actor, user=user, item_ids=item_ids, version=version)  # fmt: skip
        version = current.version
    if not fields:
        return current
    said = moves.checked(current, fields)
    changed = desk.change_fields(ticket_id=ticket.pk, actor=actor, fields=said, version=version)
    if changed.version != current.version and not approval.MATERIAL.isdisjoint(fields):
        approval.edited(changed, actor)
    return changed


def prioritise_request(
    *, ticket: Ticket, actor: Actor, priority: int, version: int | None = None
) -> Ticket:
    """Set the priority outright. Emits request.prioritised."""
    return moves.prioritise(ticket=ticket, actor=actor, priority=priority, version=version)
