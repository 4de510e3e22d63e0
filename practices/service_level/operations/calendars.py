"""Agree on hours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.service_level import queries
from practices.service_level.models import Calendar, CalendarVersion, Holiday, ServiceHours
from practices.service_level.rules import week
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.events.actor import Actor

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
MOST_YEARS = 10
MOST_HOLIDAYS = 1000


@transaction.atomic
def create_calendar(
    *, actor: Actor, name: str, time_zone: str, hours: dict[str, Any], is_default: bool = False,
    services: list[int] | None = None,
) -> Calendar:  # fmt: skip
    """Say when people work. `hours` are intervals by weekday, {"0": [["08:00", "17:30"]]}; `services` agree on them.

    Raises RuleViolation("bad_hours", "bad_zone", "name_required", "calendar_exists"). Emits calendar.created, hours.agreed.
    """
    calendar = Calendar()
    _set(calendar, {"name": name, "time_zone": time_zone, "hours": hours, "is_default": is_default})
    _save(calendar)
    emit("calendar.created", subject=calendar, actor=actor, data={"is_default": is_default})
    if services:
        _agree(calendar, services, actor)
    queries.forget_promises()
    return calendar


@transaction.atomic
def change_calendar(
    *, calendar: Calendar, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Calendar:
    """Change hours, zone, name, whether services that name no other follow it, or which services do.

    Clocks that run are counted anew since they last began to run; what was counted before a pause stays.
    Raises as creating does, and StaleVersion. Emits calendar.changed, hours.agreed.
    """
    calendar, fields = _locked(calendar, version), dict(fields)
    services = fields.pop("services", None)
    before = {name: getattr(calendar, name) for name in ("name", "time_zone", "hours", "is_default")}  # fmt: skip
    _set(calendar, fields)
    changed = [name for name, value in before.items() if getattr(calendar, name) != value]
    if changed:
        calendar.version += 1
        _save(calendar)
        emit("calendar.changed", subject=calendar, actor=actor, data={"fields": changed})
    if services is not None:
        _agree(calendar, services, actor)
    queries.forget_promises()
    return calendar


@transaction.atomic
def add_holiday(*, calendar: Calendar, actor: Actor, day: date, name: str, version: int | None = None) -> Calendar:  # fmt: skip
    """A day on which nobody works. Raises RuleViolation("bad_day", "name_required", "holiday_exists"). Emits holiday.added."""
    calendar = _locked(calendar, version)
    words = " ".join(name.split())[:80]
    if not words:
        raise RuleViolation("name_required", "Give the day a name.", field="name")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RuleViolation("bad_day", "A holiday lies between 2000 and 2100.", field="day")
    if calendar.holidays.count() >= MOST_HOLIDAYS:
        raise RuleViolation("too_many_holidays", f"A calendar holds {MOST_HOLIDAYS} holidays.", field="day")  # fmt: skip
    _, is_new = Holiday.objects.get_or_create(calendar=calendar, day=day, defaults={"name": words})
    if not is_new:
        raise RuleViolation("holiday_exists", "That day is a holiday already.", field="day")
    return _next(calendar, actor, "holiday.added", {"day": day.isoformat()})


@transaction.atomic
def remove_holiday(*, calendar: Calendar, actor: Actor, day: date, version: int | None = None) -> Calendar:  # fmt: skip
    """People work on that day after all. Raises RuleViolation("no_holiday"). Emits holiday.removed."""
    calendar = _locked(calendar, version)
    if not calendar.holidays.filter(day=day).delete()[0]:
        raise RuleViolation("no_holiday", "That day is no holiday here.", field="day")
    return _next(calendar, actor, "holiday.removed", {"day": day.isoformat()})


@transaction.atomic
def import_holidays(
    *, calendar: Calendar, actor: Actor, country: str, region: str = "", first_year: int, last_year: int,
    version: int | None = None,
) -> tuple[Calendar, int]:  # fmt: skip
    """Take over a country's public holidays, or a region's; days that are holidays already stay. Returns how many came in.

    Raises RuleViolation("unknown_country", "unknown_region", "bad_years"). Emits holidays.imported.
    """
    calendar = _locked(calendar, version)
    if not FIRST_DAY.year <= first_year <= last_year <= LAST_DAY.year:
        raise RuleViolation("bad_years", "Years go from 2000 to 2100, the first one first.", field="first_year")  # fmt: skip
    if last_year - first_year >= MOST_YEARS:
        raise RuleViolation("bad_years", f"At most {MOST_YEARS} years at once.", field="last_year")
    known = set(calendar.holidays.values_list("day", flat=True))
    public = queries.public_holidays(country, region, range(first_year, last_year + 1))
    added = [
        Holiday(calendar=calendar, day=day, name=name[:80])
        for day, name in public
        if day not in known
    ]
    if len(known) + len(added) > MOST_HOLIDAYS:
        raise RuleViolation("too_many_holidays", f"A calendar holds {MOST_HOLIDAYS} holidays.", field="last_year")  # fmt: skip
    Holiday.objects.bulk_create(added)
    data = {"country": country, "region": region, "years": [first_year, last_year], "added": len(added)}  # fmt: skip
    return _next(calendar, actor, "holidays.imported", data), len(added)


def _locked(calendar: Calendar, version: int | None) -> Calendar:
    found = Calendar.objects.select_for_update().get(pk=calendar.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    _keep_version(found)
    return found


def _keep_version(calendar: Calendar) -> None:
    """Keep a calendar as it is before it changes, so that what was counted by it stays explainable."""
    days = [[day.isoformat(), name] for day, name in calendar.holidays.order_by("day").values_list("day", "name")]  # fmt: skip
    CalendarVersion.objects.update_or_create(
        calendar=calendar, version=calendar.version,
        defaults={"time_zone": calendar.time_zone, "hours": calendar.hours, "holidays": days, "kept_at": timezone.now()},
    )  # fmt: skip


def _set(calendar: Calendar, fields: dict[str, Any]) -> None:
    if "name" in fields:
        calendar.name = " ".join(fields["name"].split())[:80]
        if not calendar.name:
            raise RuleViolation("name_required", "Give it a name.", field="name")
    if "time_zone" in fields:
        calendar.time_zone = week.check_zone(fields["time_zone"])
    if "hours" in fields:
        calendar.hours = week.kept(week.week_of(fields["hours"]))
    calendar.is_default = fields.get("is_default", calendar.is_default)


def _save(calendar: Calendar) -> None:
    if calendar.is_default:
        Calendar.objects.filter(is_default=True).exclude(pk=calendar.pk).update(is_default=False)
    try:
        with transaction.atomic():
            calendar.save()
    except IntegrityError as error:
        if "calendar_default_once" in str(error):
            raise RuleViolation("default_taken", "Somebody made another calendar the default just now.", field="is_default") from error  # fmt: skip
        raise RuleViolation("calendar_exists", "There is a calendar of that name.", field="name") from error  # fmt: skip


def _agree(calendar: Calendar, services: list[int], actor: Actor) -> None:
    """These services and no others follow the calendar; those that did fall back to the default. Emits hours.agreed."""
    wanted = set(services)
    known = dict(ServiceHours.objects.filter(calendar=calendar).values_list("service_id", "calendar_id"))  # fmt: skip
    missing = wanted - queries.service_ids(wanted)
    if missing:
        raise RuleViolation("unknown_service", "There is no such service.", field="services")
    for service_id in sorted(wanted - known.keys()):
        ServiceHours.objects.update_or_create(service_id=service_id, defaults={"calendar": calendar})  # fmt: skip
    ServiceHours.objects.filter(calendar=calendar).exclude(service_id__in=wanted).delete()
    moved = sorted(wanted ^ known.keys())
    for service_id in moved:
        emit("hours.agreed", subject=("service", service_id), about=calendar, actor=actor, service_id=service_id,
             data={"calendar_id": calendar.pk if service_id in wanted else None})  # fmt: skip
    if moved:
        calendar.version += 1
        calendar.save(update_fields=["version"])


def _next(calendar: Calendar, actor: Actor, name: str, data: dict[str, Any]) -> Calendar:
    calendar.version += 1
    calendar.save(update_fields=["version"])
    emit(name, subject=calendar, actor=actor, data=data)
    queries.forget_promises()
    return calendar
