"""Changes and templates that a board talks about, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from practices.change import access, states
from practices.change.models import CausedIncident, Change, ChangeTemplate, Freeze
from practices.change.queries.conflicts import conflicts_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from practices.change.rules.conflicts import Conflict
    from svs.accounts.models import User


@dataclass(frozen=True)
class Talked:
    """A change as an agenda lists it."""

    id: int
    ref: str
    title: str
    url: str
    service: str
    type: str
    risk: int
    tier: int
    starts_at: datetime | None
    ended_at: datetime | None
    outcome: str
    who: str
    due_at: datetime | None
    proposed: int = 0
    confirmed: int = 0


def _changes(user: User, services: Collection[int]) -> QuerySet[Change]:
    seen = Change.objects.filter(ticket__in=access.changes_visible_to(user))
    rows = seen.filter(ticket__service__in=services) if services else seen
    return rows.select_related("ticket__service", "ticket__assignee")


def to_look_back_on(user: User, services: Collection[int] = (), most: int = 20) -> list[Talked]:
    """Emergency changes that are done and that nobody has looked back on, those due first: one statement."""
    of = {state: Count("caused", filter=Q(caused__state=state)) for state in (CausedIncident.State.PROPOSED, CausedIncident.State.CONFIRMED)}  # fmt: skip
    rows = _changes(user, services).filter(type=states.EMERGENCY, review_due_at__isnull=False, reviewed_at__isnull=True)  # fmt: skip
    counted = rows.annotate(proposed=of[CausedIncident.State.PROPOSED], confirmed=of[CausedIncident.State.CONFIRMED])  # fmt: skip
    return [
        _talked(row, proposed=row.proposed, confirmed=row.confirmed)
        for row in counted.order_by("review_due_at", "pk")[:most]
    ]


def in_a_freeze(user: User, now: datetime, services: Collection[int] = (), most: int = 20) -> list[Talked]:  # fmt: skip
    """Changes to come whose window lies in a freeze of their service, or of all, the next one first: one statement."""
    touched = Q(services__isnull=True) | Q(services=OuterRef("ticket__service"))
    freezes = Freeze.objects.filter(touched, cancelled_at__isnull=True, during__overlap=OuterRef("window"))  # fmt: skip
    rows = _changes(user, services).filter(
        Exists(freezes), window__endswith__gt=now, ticket__state__in=states.PLANNED
    )
    return [_talked(row) for row in rows.order_by(F("window__startswith"), "pk")[:most]]


def _talked(change: Change, **more: Any) -> Talked:
    ticket = change.ticket
    return Talked(
        ticket.pk, ticket.ref, ticket.title, ticket.get_absolute_url(), ticket.service.name if ticket.service else "",
        states.TYPES[change.type], change.risk, ticket.service.tier if ticket.service else 4, change.starts_at, change.ended_at,
        states.OUTCOMES.get(change.outcome, ""), ticket.assignee.name if ticket.assignee else "", change.review_due_at, **more,
    )  # fmt: skip


def proposed_templates(services: Collection[int] = (), most: int = 20) -> list[ChangeTemplate]:
    """Templates that somebody proposes to make standard: one statement."""
    rows = ChangeTemplate.objects.filter(state=ChangeTemplate.State.PROPOSED)
    if services:
        rows = rows.filter(service__in=services)
    open_to_all = rows.exclude(service__is_restricted=True).select_related("service", "changed_by")
    return list(open_to_all.order_by("changed_at", "id")[:most])


def in_its_way(ticket_id: int, viewer: User) -> list[Conflict]:
    """What stands in the way of a change as it stands now, as this person may read it: six statements."""
    change = Change.objects.filter(pk=ticket_id).first()
    return conflicts_of(change, viewer) if change else []
