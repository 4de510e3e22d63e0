"""A change as its page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.change import access

if TYPE_CHECKING:
    from practices.desk.models import TicketQuerySet
    from svs.accounts.models import User


def shown(viewer: User) -> TicketQuerySet:
    """Changes as their page shows them."""
    return access.changes_visible_to(viewer).select_related(
        "service__owner", "team", "assignee", "requester", "change__author", "change__template", "change__reviewed_by"
    )  # fmt: skip


def listed(viewer: User) -> TicketQuerySet:
    """Changes as their list shows them, the newest first."""
    rows = access.changes_visible_to(viewer).select_related("service", "team", "assignee", "change")
    return rows.order_by("-logged_at", "-id")
