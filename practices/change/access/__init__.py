"""Access to changes is access to tickets, by the same rule; whoever is asked to decide has a grant on it."""

from typing import TYPE_CHECKING

from practices.change.access.calendar import (
    freezes_visible_to,
    knows,
    may_agree,
    may_freeze,
    may_look_at_risk_policy,
    may_set_risk_policy,
    may_with_freeze,
    may_with_window,
    reads_calendar,
    services_to_agree,
    windows_visible_to,
)
from practices.change.access.templates import (
    EDIT,
    PROPOSE,
    RETIRE,
    may_template,
    templates_visible_to,
)
from practices.desk.access import (
    CANCEL,
    COMPLETE,
    EDIT_PLAN,
    REVIEW,
    START,
    SUBMIT,
    WITHDRAW,
    is_agent,
    may,
    may_log,
    only_asked,
    owns_service,
    visible_to,
    works_by_office,
    works_on_tickets,
)

if TYPE_CHECKING:
    from practices.desk.models import Ticket, TicketQuerySet
    from svs.accounts.models import User


def changes_visible_to(user: "User") -> "TicketQuerySet":
    """The changes this person may see."""
    return visible_to(user).of_kind("change")


def may_judge(user: "User", ticket: "Ticket") -> bool:
    """Those who work on it, and the owner of its service, say which incidents it caused."""
    return may(user, REVIEW, ticket) or owns_service(user, ticket)


__all__ = [
    "CANCEL",
    "COMPLETE",
    "EDIT",
    "EDIT_PLAN",
    "PROPOSE",
    "RETIRE",
    "REVIEW",
    "START",
    "SUBMIT",
    "WITHDRAW",
    "changes_visible_to",
    "freezes_visible_to",
    "is_agent",
    "knows",
    "may",
    "may_agree",
    "may_freeze",
    "may_judge",
    "may_log",
    "may_look_at_risk_policy",
    "may_set_risk_policy",
    "may_template",
    "may_with_freeze",
    "may_with_window",
    "only_asked",
    "owns_service",
    "reads_calendar",
    "services_to_agree",
    "templates_visible_to",
    "visible_to",
    "windows_visible_to",
    "works_by_office",
    "works_on_tickets",
]
