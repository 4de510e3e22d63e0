"""Access to incidents is access to tickets, by the same rule."""

from typing import TYPE_CHECKING

from practices.desk.access import (
    ASSIGN,
    CLOSE,
    HOLD,
    NOTE,
    PRIORITISE,
    REOPEN,
    REPLY,
    RESOLVE,
    RESUME,
    may,
    may_log,
    messages_visible_to,
    visible_to,
)
from svs.accounts.models import User

if TYPE_CHECKING:
    from practices.desk.models import TicketQuerySet


def incidents_visible_to(user: User) -> "TicketQuerySet":
    """The incidents this person may see."""
    return visible_to(user).of_kind("incident")


__all__ = [
    "ASSIGN", "CLOSE", "HOLD", "NOTE", "PRIORITISE", "REOPEN", "REPLY", "RESOLVE", "RESUME", "incidents_visible_to", "may", "may_log",
    "messages_visible_to", "visible_to",
]  # fmt: skip
