"""Access to changes is access to tickets, by the same rule; whoever is asked to decide has a grant on it."""

from typing import TYPE_CHECKING

from practices.desk.access import (
    CANCEL,
    COMPLETE,
    EDIT_PLAN,
    REVIEW,
    START,
    SUBMIT,
    WITHDRAW,
    may,
    may_log,
    only_asked,
    visible_to,
    works_by_office,
    works_on_tickets,
)

if TYPE_CHECKING:
    from practices.desk.models import TicketQuerySet
    from svs.accounts.models import User


def changes_visible_to(user: "User") -> "TicketQuerySet":
    """The changes this person may see."""
    return visible_to(user).of_kind("change")


__all__ = [
    "CANCEL", "COMPLETE", "EDIT_PLAN", "REVIEW", "START", "SUBMIT", "WITHDRAW", "changes_visible_to", "may", "may_log", "only_asked",
    "visible_to", "works_by_office", "works_on_tickets",
]  # fmt: skip
