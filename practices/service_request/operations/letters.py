"""Who has to know of an approval: the requester, when the answer is no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.desk.operations import letters as desk
from practices.service_request import queries

if TYPE_CHECKING:
    from svs.events.models import DomainEvent


def tell_refused(*, ticket_id: int, event: DomainEvent) -> None:
    """Tell the requester that the answer was no, and why."""
    desk.write_own(event, "request_refused", words=queries.detail(ticket_id).decision_words)
