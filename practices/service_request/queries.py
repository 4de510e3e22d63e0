"""Requests in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.service_request import access, rules, states
from practices.service_request.knobs import REOPEN_DAYS
from practices.service_request.models import ServiceRequest
from svs.knobs import registry as knobs

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

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


def to_decide(user: User) -> QuerySet[ServiceRequest]:
    """What waits for this person's yes or no, the longest first."""
    rows = ServiceRequest.objects.filter(
        approver=user, decided_at__isnull=True, ticket__state=states.IN_APPROVAL
    )
    return _shown(rows).order_by("asked_at", "pk")


def decided_by(user: User) -> QuerySet[ServiceRequest]:
    """What this person decided, newest first, as long as they still see it."""
    rows = ServiceRequest.objects.filter(approver=user, decided_at__isnull=False, ticket__in=access.visible_to(user))  # fmt: skip
    return _shown(rows).order_by("-decided_at", "-pk")


def approval(user: User) -> QuerySet[Any]:
    """Requests as those read them who are asked to approve them."""
    rows = access.requests_visible_to(user).filter(service_request__approver=user)
    return rows.select_related("service", "requester", "service_request__asked_by")


def waits_for(ref: str, user_id: int) -> bool:
    """Does this request wait for this person's yes or no?"""
    rows = ServiceRequest.objects.filter(ticket__ref=ref, approver_id=user_id)
    return rows.filter(decided_at__isnull=True, ticket__state=states.IN_APPROVAL).exists()


def how_many_to_decide(user: User) -> int:
    """How many requests wait for this person's yes or no."""
    return to_decide(user).count()


def _shown(rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    return rows.select_related("ticket__requester", "ticket__service", "asked_by")
