"""The verbs of an incident, one function each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.operations import KEEP, Keep, NewTicket, moves
from practices.desk.operations.people import find_or_create_caller
from practices.incident import rules
from practices.incident.knobs import MATRIX, REOPEN_DAYS
from practices.incident.models import Incident
from svs.errors import RuleViolation
from svs.events.actor import Actor
from svs.knobs import registry as knobs
from svs.services import queries as services

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User


@transaction.atomic
def log_incident(
    *,
    actor: Actor,
    title: str,
    description: str = "",
    requester: User | None = None,
    service_id: int | None = None,
    category_id: int | None = None,
    team_id: int | None = None,
    impact: int = 2,
    urgency: int = 2,
    channel: str = "desk",
    external_id: str | None = None,
    own: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> Ticket:
    """Log an incident; its priority follows from impact and urgency by the matrix in force. `data` goes into its event.

    `own` are its own fields; None where nobody could be asked.
    Raises RuleViolation("title_required", "wrong_category", "own_field"). Emits incident.logged.
    """
    if category_id is not None:
        services.check_category(category_id, service_id)
    ticket = desk.open_ticket(
        new=NewTicket(
            kind="incident",
            title=title,
            description=description,
            requester_id=requester.pk if requester else None,
            service_id=service_id,
            category_id=category_id,
            team_id=team_id,
            channel=channel,
            impact=impact,
            urgency=urgency,
            priority=rules.priority(knobs.current(MATRIX.key), impact, urgency),
            external_id=external_id or None,
            source="api" if external_id else "",
            own=own,
        ),
        actor=actor,
        data=data,
    )
    Incident.objects.bulk_create([Incident(ticket=ticket)])
    return ticket


def assign_incident(
    *,
    ticket: Ticket,
    actor: Actor,
    team_id: int | Keep | None = KEEP,
    assignee_id: int | Keep | None = KEEP,
    version: int | None = None,
) -> Ticket:
    """Hand an incident to a team, a person, or both; with a person it is in progress, without it waits in the queue.

    Handing to another team without naming a person lets go of the holder. Emits incident.assigned.
    """
    return moves.hand_over(
        ticket=ticket, actor=actor, team_id=team_id, assignee_id=assignee_id, version=version
    )


def hold_incident(
    *, ticket: Ticket, actor: Actor, cause: str, wake_at: datetime | None = None, version: int | None = None
) -> Ticket:  # fmt: skip
    """Wait for somebody else; the resolution clock stands. With `wake_at` it comes back by itself.

    Raises RuleViolation("cause_required", "wakes_too_early", "wakes_too_late"). Emits incident.held.
    """
    return moves.wait_for(ticket=ticket, actor=actor, cause=cause, wake_at=wake_at, version=version)


def resume_incident(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Go on after a wait. Emits incident.resumed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="resume", version=version)


@transaction.atomic
def reopen_incident(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """It is not restored after all; the holder has it back. Only so many days after it was restored.

    Raises RuleViolation("reopen_too_late"), TransitionNotAllowed. Emits incident.reopened.
    """
    current, days = desk.lock(ticket.pk, version), knobs.current(REOPEN_DAYS.key)
    restored = current.resolved_at
    if restored is not None and rules.reopens_until(restored, days) < timezone.now():
        raise RuleViolation(
            "reopen_too_late", f"It was restored more than {days} days ago: log a new one."
        )
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="reopen", version=version)


def close_incident(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Nobody has to look at it again. Emits incident.closed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="close", version=version)


@transaction.atomic
def change_incident(
    *, ticket: Ticket, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Ticket:
    """Change title, description, service, category, impact or urgency; the priority follows.

    With another service a category of the old one goes. Raises RuleViolation("title_required", "wrong_category"), StaleVersion.
    Emits incident.changed.
    """
    current = desk.lock(ticket.pk, version)
    fields = moves.checked(current, fields)
    impact, urgency = fields.get("impact", current.impact), fields.get("urgency", current.urgency)
    turned = any(fields.get(name, getattr(current, name)) != getattr(current, name) for name in ("impact", "urgency"))  # fmt: skip
    if turned and impact and urgency:
        fields["priority"] = rules.priority(knobs.current(MATRIX.key), impact, urgency)
    return desk.change_fields(ticket_id=ticket.pk, actor=actor, fields=fields, version=version)


def prioritise_incident(
    *, ticket: Ticket, actor: Actor, priority: int, version: int | None = None
) -> Ticket:
    """Set the priority outright, as a rule or a lead does. Emits incident.prioritised."""
    return moves.prioritise(ticket=ticket, actor=actor, priority=priority, version=version)


@transaction.atomic
def log_incident_for(*, actor: Actor, email: str, name: str, **fields: Any) -> Ticket:
    """Log an incident for a caller, found by e-mail or added, in one transaction. Emits incident.logged."""
    return log_incident(
        actor=actor, requester=find_or_create_caller(email=email, name=name), **fields
    )
