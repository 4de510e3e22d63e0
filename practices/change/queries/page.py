"""A change as its page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.change import access
from practices.change.models import Change

if TYPE_CHECKING:
    from practices.desk.models import TicketQuerySet
    from svs.accounts.models import User
    from svs.events.models import DomainEvent


def shown(viewer: User) -> TicketQuerySet:
    """Changes as their page shows them."""
    return access.changes_visible_to(viewer).select_related(
        "service__owner", "team", "assignee", "requester", "change__author", "change__template", "change__reviewed_by"
    )  # fmt: skip


def listed(viewer: User) -> TicketQuerySet:
    """Changes as their list shows them, the newest first."""
    rows = access.changes_visible_to(viewer).select_related("service", "team", "assignee", "change")
    return rows.order_by("-logged_at", "-id")


def whose(event: DomainEvent) -> set[int | None]:
    """Who wrote a change and who does it."""
    found = Change.objects.filter(pk=event.subject_id).values_list("author_id", "ticket__assignee_id").first()  # fmt: skip
    return set(found or ())
