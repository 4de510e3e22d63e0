"""Who has to know of an approval: the person asked, and the requester when the answer is no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.service_request import queries
from svs.events.outgoing import write_mail
from svs.mail.letters import letter

if TYPE_CHECKING:
    from svs.events.models import DomainEvent


def tell_approver(*, ticket_id: int, event: DomainEvent) -> None:
    """Ask the approver by mail, unless somebody else is asked meanwhile."""
    found = queries.detail(ticket_id)
    who = found.approver
    if who is None or who.pk != event.data.get("approver_id") or found.decision:
        return
    write_mail(
        recipient=who.email, key=f"approval-{event.pk}", event=event, ticket_ref=found.ticket.ref, reader=who,
        **letter("approval_asked", who=who, verified=True, ticket=found.ticket, asked_by=found.asked_by),
    )  # fmt: skip


def tell_refused(*, ticket_id: int, event: DomainEvent) -> None:
    """Tell the requester that the answer was no, and why."""
    found = queries.detail(ticket_id)
    who = found.ticket.requester
    if who is None or who.is_program or not who.is_active:
        return
    write_mail(
        recipient=who.email, key=f"refused-{event.pk}", event=event, ticket_ref=found.ticket.ref, reader=who,
        **letter("request_refused", who=who, verified=True, ticket=found.ticket, words=found.decision_words),
    )  # fmt: skip
