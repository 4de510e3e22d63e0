"""A change as its page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.change import access, states
from practices.change.models import Change, ChangeService
from svs.services import access as services

if TYPE_CHECKING:
    from practices.desk.models import Ticket, TicketQuerySet
    from svs.accounts.models import User
    from svs.events.models import DomainEvent


def shown(viewer: User) -> TicketQuerySet:
    """Changes as their page shows them."""
    return access.changes_visible_to(viewer).select_related(
        "service__owner", "team", "assignee", "requester", "change__author", "change__template", "change__reviewed_by"
    )  # fmt: skip


def editable(viewer: User) -> TicketQuerySet:
    """Changes as their edit form shows them."""
    return access.changes_visible_to(viewer).select_related("service", "team", "change")


def with_hidden(viewer: User, ticket: Ticket, said: dict[str, Any]) -> dict[str, Any]:
    """What somebody says of a change, with the services it touches that they do not see: those stay."""
    seen = services.visible_to(viewer).values("pk")
    kept = ChangeService.objects.filter(change_id=ticket.pk).exclude(service__in=seen)
    return {**said, "service_ids": [*said["service_ids"], *kept.values_list("service_id", flat=True)]}  # fmt: skip


SAID = (
    "type", "why", "plan", "backout", "backout_minutes", "test", "answers", "risk", "likelihood", "plan_version", "submitted_version",
    "approved_version", "decided_at", "decided_words", "began_at", "ended_at", "outcome", "outcome_words", "review_due_at", "reviewed_at",
    "review_words",
)  # fmt: skip


def said_of(viewer: User, ticket_id: int) -> dict[str, Any]:
    """What one change tells besides what every ticket does; of the services it touches those that this person sees."""
    change = Change.objects.select_related("template").get(pk=ticket_id)
    touched = ChangeService.objects.filter(change_id=ticket_id, service__in=services.visible_to(viewer).values("pk"))  # fmt: skip
    return {
        **{name: getattr(change, name) for name in SAID}, "impact_score": change.impact, "starts_at": change.starts_at,
        "ends_at": change.ends_at, "template": change.template.ref if change.template else None,
        "services": sorted(touched.values_list("service_id", flat=True)),
    }  # fmt: skip


def editable_type(ticket_id: int) -> str:
    """Of which type a change is by now."""
    return Change.objects.values_list("type", flat=True).get(pk=ticket_id)


def whose(event: DomainEvent) -> set[int | None]:
    """Who wrote a change and who does it."""
    found = Change.objects.filter(pk=event.subject_id).values_list("author_id", "ticket__assignee_id").first()  # fmt: skip
    return set(found or ())


def after_track(ticket: Ticket, change: Change, now: datetime) -> list[dict[str, str]]:
    """What follows once it was decided: its window, its outcome, its review."""
    doer = ticket.assignee.name if ticket.assignee else ""
    begun, ended = change.began_at is not None, change.ended_at is not None
    window = _hours(change) if change.window else "not proposed yet"
    if begun:
        opens = f"began {timezone.localtime(change.began_at):%a %H:%M}"
    else:
        opens = _until(change.starts_at, now)
    steps = [
        {"look": "is-done" if begun else _waiting(ticket.state == states.SCHEDULED), "label": "Window", "who": window, "when": opens},
        {"look": "is-done" if ended else _working(ticket.state == states.IMPLEMENTING), "label": "Outcome", "who": states.OUTCOMES.get(change.outcome, doer), "when": f"{timezone.localtime(change.ended_at):%a %d %b %H:%M}" if change.ended_at else ""},
    ]  # fmt: skip
    if change.reviewed_at or change.review_due_at or change.type == states.EMERGENCY:
        due = f"by {timezone.localtime(change.review_due_at):%a %d %b}" if change.review_due_at else "afterwards"  # fmt: skip
        who = change.reviewed_by.name if change.reviewed_by else "with incidents"
        when = f"{timezone.localtime(change.reviewed_at):%a %d %b}" if change.reviewed_at else due
        steps.append({"look": "is-done" if change.reviewed_at else _waiting(ticket.state == states.IMPLEMENTED), "label": "Review", "who": who, "when": when})  # fmt: skip
    return steps


def _waiting(is_now: bool) -> str:
    return "is-wait" if is_now else "is-next"


def _working(is_now: bool) -> str:
    return "is-work" if is_now else "is-next"


def _hours(change: Change) -> str:
    since, until = timezone.localtime(change.starts_at), timezone.localtime(change.ends_at)
    return f"{since:%a %d %b %H:%M} to {until:{'%H:%M' if since.date() == until.date() else '%a %d %b %H:%M'}}"  # fmt: skip


def _until(opens: datetime | None, now: datetime) -> str:
    if opens is None or opens <= now:
        return ""
    minutes = int((opens - now).total_seconds() // 60)
    days = minutes // 1440
    return f"in {days} days" if days > 1 else f"in {minutes // 60}:{minutes % 60:02d}"
