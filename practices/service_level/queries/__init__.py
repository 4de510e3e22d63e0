"""What was promised for a ticket, and by which hours it is counted."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

import holidays
from django.db.models import F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from holidays.registry import COUNTRIES

from practices.service_level import access
from practices.service_level.models import Calendar, Holiday, ServiceHours, Target
from practices.service_level.queries.promises import (
    Kept,
    Named,
    Promises,
    Term,
    forget_promises,
    hours_in_force,
    hours_of,
    kept_hours,
    promises,
    target_seconds,
)
from practices.service_level.rules.week import in_words
from practices.service_level.states import RESOLUTION
from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.services import access as services
from svs.services.models import Service

__all__ = [
    "Kept", "Named", "Promises", "Term", "forget_promises", "hours_in_force", "hours_of", "kept_hours", "promises", "target_seconds",
]  # and what is below  # fmt: skip


def calendars(user: User) -> QuerySet[Calendar]:
    """The calendars this person sees, the default first."""
    rows = access.calendars_visible_to(user).prefetch_related("holidays")
    return rows.order_by("-is_default", "name", "id")


def said(calendar: Calendar) -> str:
    """What a calendar comes down to, in a sentence."""
    days = [holiday.day for holiday in calendar.holidays.all()]
    return in_words(hours_in_force(calendar, days).week, calendar.time_zone, days)


def holidays_ahead(calendar: Calendar) -> dict[str, Any]:
    """The holidays of a calendar by year, from this one on, how many lie before, and whether the list ends soon."""
    today = timezone.localdate()
    rows = sorted(calendar.holidays.all(), key=lambda row: row.day)
    ahead = [row for row in rows if row.day.year >= today.year]
    last = rows[-1].day if rows else None
    return {
        "years": [(year, list(days)) for year, days in groupby(ahead, key=lambda row: row.day.year)],
        "past": len(rows) - len(ahead), "last": last,
        "ends_soon": last is not None and last < today + timedelta(days=120),
    }  # fmt: skip


def holidays_of(calendar_id: int) -> list[date]:
    """The days on which nobody works by this calendar."""
    return list(Holiday.objects.filter(calendar=calendar_id).values_list("day", flat=True))


def hours_said(service: Service | None) -> str:
    """The hours by which the times of a service are counted, in a sentence; for all services, those of the default."""
    own = ServiceHours.objects.filter(service=service).values("calendar")
    calendar = Calendar.objects.filter(Q(pk__in=own) | Q(is_default=True)).order_by("is_default").first()  # fmt: skip
    return (
        f"{calendar.name}: {said(calendar)}"
        if calendar
        else "Around the clock: there is no calendar."
    )


def services_by_calendar(user: User, calendar_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:  # fmt: skip
    """(id, name) of the services that this person sees and that agreed on these calendars."""
    found: dict[int, list[tuple[int, str]]] = {key: [] for key in calendar_ids}
    rows = ServiceHours.objects.filter(calendar__in=found, service__in=services.visible_to(user).values("pk"))  # fmt: skip
    named = rows.order_by("service__name").values_list("calendar_id", "service_id", "service__name")
    for key, service_id, name in named:
        found[key].append((service_id, name))
    return found


def service_ids(wanted: Iterable[int]) -> set[int]:
    """Those of these ids that are services."""
    return set(Service.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def open_services(user: User) -> QuerySet[Service]:
    """The services at work that this person sees."""
    return services.visible_to(user).filter(is_active=True).order_by("name", "id")


def targets_of(service: Service | None) -> dict[tuple[str, int, str], int]:
    """The times of their own in force, by (kind, priority, measure)."""
    rows = Target.objects.filter(service=service).in_force(timezone.now())
    return {(row.kind, row.priority, row.measure): row.seconds for row in rows}


def in_order(targets: QuerySet[Target]) -> QuerySet[Target]:
    """Those for all services first, then by service, kind, priority and measure."""
    return targets.order_by(
        F("service_id").asc(nulls_first=True), "kind", "priority", "measure", "holds_from", "id"
    )


def rows_of(service: Service | None) -> dict[tuple[str, int, str], Target]:
    """The newest row of each of their own times, whether it holds or is over."""
    rows = Target.objects.filter(service=service, holds_from__lte=timezone.now()).order_by("holds_from")  # fmt: skip
    return {(row.kind, row.priority, row.measure): row for row in rows}


def people() -> QuerySet[User]:
    """Those who can be told when a promise is broken."""
    return accounts.people_with_a_role()


def not_over(targets: QuerySet[Target]) -> QuerySet[Target]:
    """Those in force, or still to come."""
    return targets.not_over(timezone.now())  # type: ignore[attr-defined,no-any-return]


def person(user_id: int | None) -> User | None:
    """Whom this id means. Raises RuleViolation("unknown_person") where nobody can be told."""
    if user_id is None:
        return None
    found = people().filter(pk=user_id).first()
    if found is None:
        raise RuleViolation("unknown_person", "There is nobody like that to be told.", field="user")
    return found


def planned_of(service: Service | None) -> dict[tuple[str, int, str], Target]:
    """The next times of their own that do not hold yet."""
    rows = Target.objects.filter(service=service, holds_from__gt=timezone.now()).order_by("-holds_from")  # fmt: skip
    return {(row.kind, row.priority, row.measure): row for row in rows}


def history(target: Target) -> QuerySet[Target]:
    """All that was ever promised for the same, the newest first."""
    return Target.objects.of(target).select_related("escalates_to").order_by("-holds_from", "-id")


def services_with_targets(user: User) -> QuerySet[Service]:
    """The services that this person sees and that have promised times of their own."""
    own = Target.objects.filter(service__isnull=False).not_over(timezone.now()).values("service")
    return services.visible_to(user).filter(pk__in=own).order_by("name", "id")


def target_at(
    kind: str, priority: int, service: Service | None, measure: str = RESOLUTION
) -> Target | None:
    """The row of their own in force now."""
    rows = Target.objects.filter(kind=kind, priority=priority, service=service, measure=measure)
    return rows.in_force(timezone.now()).first()


def services_with_own(kind: str, priority: int, measure: str) -> list[int]:
    """The services that have a time of their own in force for this."""
    rows = Target.objects.filter(
        service__isnull=False, kind=kind, priority=priority, measure=measure
    )
    return list(rows.in_force(timezone.now()).values_list("service_id", flat=True))


def zone_of(service: Any) -> Any:
    """The zone of the hours agreed for a service, to annotate rows of those above: its calendar's, the default's, else UTC."""
    own = ServiceHours.objects.filter(service=service).values("calendar__time_zone")[:1]
    default = Calendar.objects.filter(is_default=True).values("time_zone")[:1]
    return Coalesce(Subquery(own), Subquery(default), Value("UTC"))


def has_hours() -> bool:
    """Is there a calendar?"""
    return Calendar.objects.exists()


def is_agreed() -> bool:
    """Is there a calendar, and a time promised? The step of the set-up guide."""
    return Calendar.objects.exists() and Target.objects.exists()


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of the countries whose public holidays are known, by name."""
    names = {row[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", row[0]) for row in COUNTRIES.values()}
    known = holidays.list_supported_countries(include_aliases=False)
    return tuple(sorted(((code, names.get(code, code)) for code in known), key=lambda c: c[1]))


def public_holidays(country: str, region: str, years: Iterable[int]) -> list[tuple[date, str]]:
    """A country's public holidays, a region's own among them. Raises RuleViolation("unknown_country", "unknown_region")."""
    regions = holidays.list_supported_countries(include_aliases=False).get(country)
    if regions is None:
        raise RuleViolation("unknown_country", "Name a country by its code of two letters.", field="country")  # fmt: skip
    if region and region not in regions:
        known = f"It has {', '.join(regions)}." if regions else "It has none of its own."
        raise RuleViolation("unknown_region", f"There is no such region in that country. {known}", field="region")  # fmt: skip
    found = holidays.country_holidays(country, subdiv=region or None, years=years, language="en_US")
    return sorted(found.items())
