"""All hours and promised times: a handful of rows, kept at hand for every log of a ticket and every list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils import timezone

from practices.service_level import rules, states
from practices.service_level.models import Calendar, CalendarVersion, Holiday, ServiceHours, Target
from practices.service_level.rules import ALWAYS, Hours
from practices.service_level.rules.week import week_of, zone_or_utc

_CACHED = "service_level.promises.2"
SECONDS_KEPT = 5

Key = tuple[int | None, str, int, str]  # service, kind, priority, measure


class Term(NamedTuple):
    """A promised time, and from when until when it is given."""

    target_id: int
    seconds: int
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class Kept(NamedTuple):
    """By which hours something was counted: a calendar as it was then; no calendar is around the clock."""

    calendar_id: int | None
    version: int | None


@dataclass(frozen=True)
class Promises:
    """All hours, and all targets with their terms, the oldest first."""

    targets: dict[Key, tuple[Term, ...]]
    hours: dict[int, Hours]  # by calendar
    versions: dict[int, int]  # of the calendars as they are now
    agreed: dict[int, int]  # service -> calendar
    default: int | None  # calendar

    def calendar_of(self, service_id: int | None) -> int | None:
        """The calendar a service is counted by; None is around the clock."""
        return self.agreed.get(service_id or 0, self.default)

    def hours_of(self, service_id: int | None) -> Hours:
        return self.hours_in(self.calendar_of(service_id))

    def hours_in(self, calendar_id: int | None) -> Hours:
        return self.hours.get(calendar_id or 0, ALWAYS)

    def kept(self, calendar_id: int | None) -> Kept:
        """What to keep beside time that is counted by this calendar now."""
        return Kept(calendar_id, self.versions.get(calendar_id or 0))

    def term(
        self, kind: str, priority: int, service_id: int | None, measure: str, *, at: datetime, now: datetime | None = None
    ) -> Term | None:  # fmt: skip
        """What was promised to whoever asked at that moment: the service's own time, else the general one.

        Where nothing was promised yet, with `now` the first promise made since; so a past brought in is measured too.
        """
        own, general = (
            self.targets.get((whose, kind, priority, measure), ()) for whose in (service_id, None)
        )
        for terms in (own, general) if service_id is not None else (general,):
            for term in reversed(terms):
                if term.holds(at):
                    return term
        if now is None:
            return None
        for terms in (own, general):
            for term in terms:
                if at < term.since <= now:
                    return term
        return None

    def target(self, kind: str, priority: int, service_id: int | None, measure: str, at: datetime | None = None) -> int | None:  # fmt: skip
        """The promised seconds at a moment, now unless said."""
        term = self.term(kind, priority, service_id, measure, at=at or timezone.now())
        return term.seconds if term else None


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
    rows = Target.objects.order_by("holds_from").values_list(
        "service_id", "kind", "priority", "measure", "pk", "seconds", "holds_from", "holds_until"
    )
    targets: dict[Key, tuple[Term, ...]] = {}
    for service_id, kind, priority, measure, pk, seconds, since, until in rows:
        key = (service_id, kind, priority, measure)
        targets[key] = (*targets.get(key, ()), Term(pk, seconds, since, until))
    return Promises(
        targets=targets,
        hours={c.pk: hours_in_force(c, free.get(c.pk, ())) for c in calendars},
        versions={c.pk: c.version for c in calendars},
        agreed=dict(ServiceHours.objects.values_list("service_id", "calendar_id")),
        default=next((c.pk for c in calendars if c.is_default), None),
    )


def hours_in_force(calendar: Calendar | CalendarVersion, holidays: Any) -> Hours:
    """A calendar as the arithmetic takes it."""
    week = week_of(calendar.hours) if calendar.hours else rules.NO_HOURS
    return Hours(zone_or_utc(calendar.time_zone), week, frozenset(holidays))


def hours_of(service_id: int | None) -> Hours:
    """The hours agreed for a service: its own, else the default calendar's, else around the clock. Cached for seconds."""
    return promises().hours_of(service_id)


def target_seconds(
    kind: str, priority: int, service_id: int | None, measure: str = states.RESOLUTION
) -> int | None:
    """The time promised now, in seconds: the service's own, else the general one, else None."""
    return promises().target(kind, priority, service_id, measure)


@dataclass(frozen=True)
class Named:
    """A calendar, as it is or was, in words and as the arithmetic takes it."""

    calendar_id: int | None
    name: str
    hours: Hours
    holidays: dict[date, str]


AROUND_THE_CLOCK = Named(None, "", ALWAYS, {})


def kept_hours(wanted: Iterable[Kept]) -> dict[Kept, Named]:
    """The hours by which these times were counted, with the names of their holidays; three statements."""
    asked = set(wanted)
    ids = {kept.calendar_id for kept in asked if kept.calendar_id}
    found: dict[Kept, Named] = {}
    now = {row.pk: row for row in Calendar.objects.filter(pk__in=ids).prefetch_related("holidays")}
    old = {
        (row.calendar_id, row.version): row
        for row in CalendarVersion.objects.filter(calendar__in=ids)
    }
    for kept in asked:
        calendar, past = now.get(kept.calendar_id or 0), old.get((kept.calendar_id or 0, kept.version or 0))  # fmt: skip
        if calendar is None:
            found[kept] = AROUND_THE_CLOCK
        elif past is None or kept.version == calendar.version:
            days = {holiday.day: holiday.name for holiday in calendar.holidays.all()}
            found[kept] = Named(calendar.pk, calendar.name, hours_in_force(calendar, days), days)
        else:
            days = {date.fromisoformat(day): name for day, name in past.holidays}
            found[kept] = Named(calendar.pk, calendar.name, hours_in_force(past, days), days)
    return found
