"""What was promised for a ticket, and by which hours it is counted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

import holidays
from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from holidays.registry import COUNTRIES

from practices.service_level import access, rules, states
from practices.service_level.models import Calendar, Holiday, ServiceHours, Target
from practices.service_level.rules import ALWAYS, Hours
from practices.service_level.rules.week import in_words, week_of, zone_or_utc
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.services import access as services
from svs.services.models import Service

_CACHED = "service_level.promises"
SECONDS_KEPT = 5


@dataclass(frozen=True)
class Promises:
    """All hours and targets: a handful of rows that every log of a ticket and every list reads."""

    targets: dict[tuple[int | None, str, int, str], int]
    hours: dict[int, Hours]  # by calendar
    agreed: dict[int, int]  # service -> calendar
    default: int | None  # calendar

    def calendar_of(self, service_id: int | None) -> int | None:
        """The calendar a service is counted by; None is around the clock."""
        return self.agreed.get(service_id or 0, self.default)

    def hours_of(self, service_id: int | None) -> Hours:
        return self.hours_in(self.calendar_of(service_id))

    def hours_in(self, calendar_id: int | None) -> Hours:
        return self.hours.get(calendar_id or 0, ALWAYS)

    def target(self, kind: str, priority: int, service_id: int | None, measure: str) -> int | None:
        """The promised seconds: the service's own, else the general ones, else None."""
        own = self.targets.get((service_id, kind, priority, measure))
        return own or self.targets.get((None, kind, priority, measure))


def promises() -> Promises:
    """What is promised now, read at most every few seconds."""
    known = cache.get(_CACHED)
    if known is None:
        known = _read()
        cache.set(_CACHED, known, SECONDS_KEPT)
    return known  # type: ignore[no-any-return]


def forget_promises() -> None:
    """Have the next read ask the database."""
    cache.delete(_CACHED)


def _read() -> Promises:
    free: dict[int, set[date]] = {}
    for calendar_id, day in Holiday.objects.values_list("calendar_id", "day"):
        free.setdefault(calendar_id, set()).add(day)
    calendars = list(Calendar.objects.all())
    targets = Target.objects.values_list("service_id", "kind", "priority", "measure", "seconds")
    return Promises(
        targets={tuple(key): seconds for *key, seconds in targets},  # type: ignore[misc]
        hours={c.pk: hours_in_force(c, free.get(c.pk, ())) for c in calendars},
        agreed=dict(ServiceHours.objects.values_list("service_id", "calendar_id")),
        default=next((c.pk for c in calendars if c.is_default), None),
    )


def hours_in_force(calendar: Calendar, holidays: Any) -> Hours:
    """A calendar as the arithmetic takes it."""
    week = week_of(calendar.hours) if calendar.hours else rules.NO_HOURS
    return Hours(zone_or_utc(calendar.time_zone), week, frozenset(holidays))


def hours_of(service_id: int | None) -> Hours:
    """The hours agreed for a service: its own, else the default calendar's, else around the clock. Cached for seconds."""
    return promises().hours_of(service_id)


def target_seconds(
    kind: str, priority: int, service_id: int | None, measure: str = states.RESOLUTION
) -> int | None:
    """The promised time in seconds: the service's own, else the general one, else None."""
    return promises().target(kind, priority, service_id, measure)


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
    """The times of their own by (kind, priority, measure)."""
    rows = Target.objects.filter(service=service)
    return {(row.kind, row.priority, row.measure): row.seconds for row in rows}


def in_order(targets: QuerySet[Target]) -> QuerySet[Target]:
    """Those for all services first, then by service, kind, priority and measure."""
    return targets.order_by(F("service_id").asc(nulls_first=True), "kind", "priority", "measure", "id")  # fmt: skip


def services_with_targets(user: User) -> QuerySet[Service]:
    """The services that this person sees and that have promised times of their own."""
    own = Target.objects.filter(service__isnull=False).values("service")
    return services.visible_to(user).filter(pk__in=own).order_by("name", "id")


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
