"""Access to requests is access to tickets, by the same rule; whoever is asked to approve one has a grant on it."""

from typing import TYPE_CHECKING

from practices.desk.access import (
    ASK_APPROVAL,
    CANCEL,
    FULFIL,
    LINK,
    PRIORITISE,
    REOPEN,
    may,
    may_log,
    visible_to,
    works_by_office,
    works_on_tickets,
)

if TYPE_CHECKING:
    from practices.desk.models import TicketQuerySet
    from svs.accounts.models import User

DECIDE = ("approve", "refuse")  # moves of its life that nobody makes by hand: those who decide do


def requests_visible_to(user: "User") -> "TicketQuerySet":
    """The requests this person may see."""
    return visible_to(user).of_kind("request")


__all__ = [
    "ASK_APPROVAL", "CANCEL", "DECIDE", "FULFIL", "LINK", "PRIORITISE", "REOPEN", "may", "may_log", "requests_visible_to", "visible_to", "works_by_office", "works_on_tickets",
]  # fmt: skip
