"""Which incidents a change may have caused, and which changes may have caused an incident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from practices.change import access
from practices.change.models import CausedIncident, Change

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.models import Ticket
    from practices.desk.queries.logged import Logged
    from svs.accounts.models import User


def service_ids(change: Change) -> set[int]:
    """The services a change touches; asked once for a change in hand."""
    known: set[int] | None = change.__dict__.get("_service_ids")
    if known is None:
        known = set(change.services.values_list("service_id", flat=True)) | {change.ticket.service_id or 0} - {0}  # fmt: skip
        change.__dict__["_service_ids"] = known
    return known


def item_ids(change: Change) -> set[int]:
    """The items a change touches; asked once for a change in hand."""
    known: set[int] | None = change.__dict__.get("_item_ids")
    if known is None:
        known = set(change.ticket.items.values_list("pk", flat=True))
        change.__dict__["_item_ids"] = known
    return known


def fresh_changes(one: Logged, since: datetime) -> list[int]:
    """The changes that began since then and before an incident was logged, and touch what it touches; by the index on their beginning."""
    touches = Q(ticket__service_id=one.service_id) | Q(services__service_id=one.service_id) if one.service_id else Q(pk__in=())  # fmt: skip
    if one.item_ids:
        touches |= Q(ticket__items__in=sorted(one.item_ids))
    rows = Change.objects.filter(touches, began_at__gt=since, began_at__lte=one.logged_at)
    return sorted(set(rows.exclude(caused__incident_id=one.pk).values_list("pk", flat=True)))


def caused_of(viewer: User, ticket: Ticket) -> list[CausedIncident]:
    """The incidents proposed for a change that this person sees, those to be judged first."""
    rows: Any = CausedIncident.objects.filter(change_id=ticket.pk, incident__in=access.visible_to(viewer))  # fmt: skip
    rank = {CausedIncident.State.PROPOSED: 0, CausedIncident.State.CONFIRMED: 1}
    found = rows.select_related("incident", "decided_by").order_by("incident__logged_at", "pk")
    return sorted(found, key=lambda row: rank.get(row.state, 2))
