"""The verbs of an incident, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from practices.desk import operations as desk
from practices.desk.operations import KEEP, Keep, NewTicket
from practices.desk.states import HOLD_CAUSES
from practices.incident import rules
from practices.incident.models import Incident
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import Actor

if TYPE_CHECKING:
    from practices.desk.models import Ticket


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
) -> Ticket:
    """Log an incident; its priority follows from impact and urgency.

    Raises RuleViolation("title_required"). Emits incident.logged.
    """
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
            priority=rules.priority(impact, urgency),
            external_id=external_id or None,
            source="api" if external_id else "",
        ),
        actor=actor,
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
    if (
        isinstance(assignee_id, Keep)
        and not isinstance(team_id, Keep)
        and team_id != ticket.team_id
    ):
        assignee_id = None
    return desk.move_ticket(
        ticket_id=ticket.pk,
        actor=actor,
        verb="assign",
        team_id=team_id,
        assignee_id=assignee_id,
        version=version,
    )


def hold_incident(
    *, ticket: Ticket, actor: Actor, cause: str, version: int | None = None
) -> Ticket:
    """Wait for somebody else; the resolution clock stands. Raises RuleViolation("cause_required"). Emits incident.held."""
    if cause not in HOLD_CAUSES:
        raise RuleViolation("cause_required", "Say what the incident waits for.", field="cause")
    return desk.move_ticket(
        ticket_id=ticket.pk, actor=actor, verb="hold", cause=cause, version=version
    )


def resume_incident(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Go on after a wait. Emits incident.resumed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="resume", version=version)


@transaction.atomic
def resolve_incident(
    *, ticket: Ticket, actor: Actor, resolution: str, version: int | None = None
) -> Ticket:
    """Restore the service and say how.

    Raises RuleViolation("resolution_required"), TransitionNotAllowed. Emits incident.resolved.
    """
    if not resolution.strip():
        raise RuleViolation(
            "resolution_required", "Say what restored the service.", field="resolution"
        )
    ticket = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="resolve", version=version)
    Incident.objects.filter(ticket=ticket).update(resolution=resolution.strip())
    return ticket


def reopen_incident(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """It is not restored after all; the holder has it back. Emits incident.reopened."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="reopen", version=version)


def close_incident(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Nobody has to look at it again. Emits incident.closed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="close", version=version)


def change_incident(
    *, ticket: Ticket, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Ticket:
    """Change title, description, service, category, impact or urgency; the priority follows. Emits incident.changed."""
    impact, urgency = fields.get("impact", ticket.impact), fields.get("urgency", ticket.urgency)
    if {"impact", "urgency"} & fields.keys() and impact and urgency:
        fields = {**fields, "priority": rules.priority(impact, urgency)}
    return desk.change_fields(ticket_id=ticket.pk, actor=actor, fields=fields, version=version)


def prioritise_incident(
    *, ticket: Ticket, actor: Actor, priority: int, version: int | None = None
) -> Ticket:
    """Set the priority outright, as a rule or a lead does. Emits incident.prioritised."""
    if priority not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    return desk.change_fields(
        ticket_id=ticket.pk,
        actor=actor,
        fields={"priority": priority},
        version=version,
        verb="prioritised",
    )


def tag_incident(*, ticket: Ticket, actor: Actor, tag: str) -> Ticket:
    """Add a tag. Emits incident.tagged."""
    word = " ".join(tag.split()).lower()[:40]
    if not word:
        raise RuleViolation("tag_required", "Name the tag.", field="tag")
    current = desk.lock(ticket.pk)
    tags = sorted({*current.tags, word})
    return desk.change_fields(
        ticket_id=ticket.pk, actor=actor, fields={"tags": tags}, verb="tagged"
    )


@transaction.atomic
def find_or_create_caller(*, email: str, name: str) -> User:
    """The person who calls: found by e-mail address, else added without a way to sign in."""
    address = email.strip().lower()
    found = User.objects.filter(email__iexact=address).first()
    return found or User.objects.create_user(
        email=address, name=" ".join(name.split()) or address.split("@")[0]
    )


@transaction.atomic
def log_incident_for(*, actor: Actor, email: str, name: str, **fields: Any) -> Ticket:
    """Log an incident for a caller, found by e-mail or added, in one transaction. Emits incident.logged."""
    return log_incident(
        actor=actor, requester=find_or_create_caller(email=email, name=name), **fields
    )
