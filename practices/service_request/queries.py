"""Requests in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.service_request import access, rules, states
from practices.service_request.knobs import REOPEN_DAYS
from practices.service_request.models import ServiceRequest
from svs import gates
from svs.knobs import registry as knobs

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.models import Ticket, TicketQuerySet
    from svs.accounts.models import User

_SAID = ("fulfilment", "decision", "decision_words", "asked_at", "decided_at", "approver_id", "approver__name")  # fmt: skip


def shown(viewer: User) -> TicketQuerySet:
    """Requests as their page shows them."""
    return access.requests_visible_to(viewer).select_related(
        "service__owner", "team", "assignee", "requester", "category__parent__parent", "service_request__approver"
    )  # fmt: skip


def editable(viewer: User) -> TicketQuerySet:
    """Requests as their edit form shows them."""
    return access.requests_visible_to(viewer).select_related("service", "team")


def detail(ticket_id: int) -> ServiceRequest:
    """What a request says of its approval, with the people named."""
    rows = ServiceRequest.objects.select_related("approver", "asked_by", "ticket__requester", "ticket__service")  # fmt: skip
    return rows.get(pk=ticket_id)


def said_of(ticket_id: int) -> dict[str, Any]:
    """What was delivered, who was asked to approve it, and what they said."""
    row: Any = ServiceRequest.objects.filter(pk=ticket_id).values(*_SAID).first() or {}
    approver = row.get("approver_id")
    return {
        "fulfilment": row.get("fulfilment", ""),
        "approver": {"id": approver, "name": row["approver__name"]} if approver else None,
        "asked_at": row.get("asked_at"), "decision": row.get("decision", ""),
        "decision_words": row.get("decision_words", ""), "decided_at": row.get("decided_at"),
    }  # fmt: skip


def outcome_of(ticket: Ticket) -> str:
    """What the requester reads when it is over: what was delivered, or why it was refused."""
    found = said_of(ticket.pk)
    return str(found["decision_words"] if ticket.state == states.REFUSED else found["fulfilment"])


def approvers_of(ticket_ids: list[int]) -> dict[int, str]:
    """Who is asked to approve each of these requests: one statement."""
    rows = ServiceRequest.objects.filter(pk__in=ticket_ids, decision="", approver__isnull=False)
    return dict(rows.values_list("pk", "approver__name"))


def reopens_until(ticket: Ticket) -> datetime | None:
    """The last moment at which a fulfilled request may come back; None while it is open, refused or cancelled."""
    if ticket.resolved_at is None or ticket.state in (states.REFUSED, states.CANCELLED):
        return None
    return rules.reopens_until(ticket.resolved_at, knobs.current(REOPEN_DAYS.key))


def is_too_late(ticket: Ticket) -> bool:
    """Is it over for good?"""
    until = reopens_until(ticket)
    return until is None or until < timezone.now()


def case_of(ticket_id: int) -> gates.Case:
    """The request as plain values for whoever decides; it is the requester's own, and that of whoever asks for approval."""
    rows = ServiceRequest.objects.select_related("ticket__service", "ticket__requester")
    detail = rows.get(pk=ticket_id)
    ticket = detail.ticket
    service, requester = ticket.service, ticket.requester
    parties = {pk for pk in (ticket.requester_id, detail.asked_by_id) if pk is not None}
    named = detail.approver_id or (service.owner_id if service else None)
    facts = [
        ("Who needs it", requester.name if requester else "–"),
        ("Service", service.name if service else "–"),
    ]
    return gates.Case(
        kind="request", subject_type="ticket", subject_id=ticket.pk, ref=ticket.ref, title=ticket.title,
        url=ticket.get_absolute_url(), version=detail.case_version, parties=frozenset(parties),
        service_id=ticket.service_id, tier=service.tier if service else 4, team_id=ticket.team_id,
        named=(named,) if named else (), facts=tuple(facts),
    )  # fmt: skip


def wanted(user: User, ticket_id: int) -> Any:
    """What is asked for, in the requester's words, for whoever decides and may see it."""
    rows = access.requests_visible_to(user).filter(pk=ticket_id)
    return rows.select_related("requester", "service", "service_request__asked_by").first()
