"""What people ask for themselves on the portal. They never set priority, team or state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.service_request.operations.life import log_request

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


def ask_for(
    *, actor: Actor, requester: User, title: str, description: str = "", service_id: int | None = None
) -> Ticket:  # fmt: skip
    """Log what somebody needs for themselves, of usual priority; the desk judges it.

    Raises RuleViolation("title_required"). Emits request.logged.
    """
    return log_request(
        actor=actor, title=title, description=description, requester=requester, service_id=service_id, channel="portal"
    )  # fmt: skip
