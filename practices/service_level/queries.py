"""What was promised for a ticket, and by which hours it is counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from practices.service_level import rules, states
from practices.service_level.models import Calendar, Holiday, ServiceHours, Target
from practices.service_level.rules import ALWAYS, Hours
from practices.service_level.rules.week import week_of

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
    return Hours(calendar.time_zone, week, frozenset(holidays))


def hours_of(service_id: int | None) -> Hours:
    """The hours agreed for a service: its own, else the default calendar's, else around the clock. Cached for seconds."""
    return promises().hours_of(service_id)


def target_seconds(
    kind: str, priority: int, service_id: int | None, measure: str = states.RESOLUTION
) -> int | None:
    """The promised time in seconds: the service's own, else the general one, else None."""
    return promises().target(kind, priority, service_id, measure)
