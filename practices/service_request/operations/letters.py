"""Who has to know of an approval: the person asked, and the requester when the answer is no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.desk.operations import letters as desk
from practices.service_request import queries
from svs.events import outgoing
from svs.mail.letters import letter

if TYPE_CHECKING:
    from svs.events.models import DomainEvent, Outgoing


def tell_approver(*, ticket_id: int, event: DomainEvent) -> None:
    """Ask the approver by mail, unless somebody else is asked meanwhile."""
    found = queries.detail(ticket_id)
    who = found.approver
    if who is None or who.pk != event.data.get("approver_id") or found.decision:
        return
    outgoing.write_mail(
        recipient=who.email, key=f"approval-{event.pk}", event=event, ticket_ref=found.ticket.ref, reader=who,
        purpose="approval.asked",
        **letter("approval_asked", who=who, verified=True, ticket=found.ticket, asked_by=found.asked_by),
    )  # fmt: skip


def tell_refused(*, ticket_id: int, event: DomainEvent) -> None:
    """Tell the requester that the answer was no, and why."""
    desk.write_own(event, "request_refused", words=queries.detail(ticket_id).decision_words)


@outgoing.recheck("approval.")
def may_leave(mail: Outgoing) -> bool:
    """Is it still this person who is asked? Asked right before the mail leaves."""
    return mail.reader_id is not None and queries.waits_for(mail.ticket_ref, mail.reader_id)
