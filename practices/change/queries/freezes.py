"""Freezes and maintenance windows in the shape of pages, and the changes that lie in a freeze."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from practices.change import access
from practices.change.models import Change, ChangeService, Freeze, MaintenanceWindow
from practices.change.queries.conflicts import planned
from practices.change.rules.windows import Weekly
from practices.service_level import queries as service_levels
from svs.services.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practices.change.rules.windows import Span
    from svs.accounts.models import User

MOST_SHOWN = 50


def held_in(span: Span, service_ids: Iterable[int]) -> QuerySet[Change]:
    """The planned changes to these services, or to any where none is named, whose window lies in a time."""
    wanted = sorted(set(service_ids))
    rows = planned(span)
    if wanted:
        linked = ChangeService.objects.filter(change=OuterRef("pk"), service_id__in=wanted)
        rows = rows.filter(Q(ticket__service_id__in=wanted) | Exists(linked))
    return rows  # type: ignore[no-any-return]


def held_by(freeze: Freeze) -> list[tuple[int, datetime, int | None]]:
    """(ticket, end of its window, service) of the changes in a freeze: two statements."""
    rows = held_in((freeze.starts_at, freeze.ends_at), services_of(freeze))
    plain: Any = rows.order_by("pk").values_list("pk", "window", "ticket__service_id")
    return [(pk, window.upper, service) for pk, window, service in plain]


def affected(user: User, span: Span, service_ids: Iterable[int]) -> dict[str, Any]:
    """How many changes lie in a time, and those of them that this person sees."""
    rows = held_in(span, service_ids)
    seen = rows.filter(ticket__in=access.visible_to(user)).select_related("ticket__assignee")
    return {"count": rows.count(), "changes": list(seen.order_by("window", "pk")[:MOST_SHOWN])}


def services_of(freeze: Freeze) -> list[int]:
    """The ids of the services of a freeze; none is every service."""
    return sorted(freeze.services.values_list("pk", flat=True))


def known_services(service_ids: Iterable[int]) -> set[int]:
    """Those of these ids that are services."""
    return set(Service.objects.filter(pk__in=list(service_ids)).values_list("pk", flat=True))


def all_freezes(user: User) -> QuerySet[Freeze]:
    """Freezes with their services and who made them: what lies ahead and holds first, the soonest first; then what is over."""
    over = Q(cancelled_at__isnull=False) | Q(during__endswith__lte=timezone.now())
    rows = access.freezes_visible_to(user).select_related("made_by").prefetch_related("services")
    rows = rows.annotate(is_past=Case(When(over, then=Value(True)), default=Value(False), output_field=BooleanField()))  # fmt: skip
    return rows.order_by("is_past", "during", "id")


def shown_services(user: User, freeze: Freeze) -> list[str]:
    """The names of a freeze's services that this person sees; none where it holds every service."""
    return sorted(service.name for service in freeze.services.all() if access.knows(user, service))


def freeze_dict(user: User, freeze: Freeze) -> dict[str, Any]:
    """A freeze as a flat answer, with the services this person sees."""
    plain = {name: getattr(freeze, name) for name in ("id", "name", "why", "starts_at", "ends_at", "version")}  # fmt: skip
    held = list(freeze.services.all())
    seen = sorted(service.pk for service in held if access.knows(user, service))
    return {**plain, "state": freeze.state_at(timezone.now()), "every_service": not held, "services": seen}  # fmt: skip


def maintenance_windows(user: User) -> QuerySet[MaintenanceWindow]:
    """The windows of the services this person sees, with the zone they are in, by service and week."""
    rows = access.windows_visible_to(user).select_related("service")
    rows = rows.annotate(zone=service_levels.zone_of(OuterRef("service_id")))
    return rows.order_by(F("service__name").asc(), "service_id", "weekday", "opens", "id")


def as_weekly(row: Any) -> Weekly:
    """A window as the arithmetic takes it; `maintenance_windows` gives its zone."""
    return Weekly(row.service_id, row.weekday, row.opens, row.closes, row.zone, row.note)
