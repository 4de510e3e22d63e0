"""Office hours in Amsterdam, and what is promised within them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from practices.service_level.models import Calendar, Holiday, ServiceHours, Target
from practices.service_level.queries import forget_promises

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = 3600


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM)


@pytest.fixture
def office(db) -> Calendar:
    """Mon to Fri 08:00 to 18:00, closed on Good Friday and Easter Monday 2026; for services that name no other."""
    calendar = Calendar.objects.create(
        name="Office", time_zone="Europe/Amsterdam", is_default=True,
        hours={str(day): [["08:00", "18:00"]] for day in range(5)},
    )  # fmt: skip
    for day, name in ((date(2026, 4, 3), "Good Friday"), (date(2026, 4, 6), "Easter Monday")):
        Holiday.objects.create(calendar=calendar, day=day, name=name)
    return calendar


@pytest.fixture
def always(db, scanners) -> Calendar:
    """Around the clock, agreed for the scanners."""
    calendar = Calendar.objects.create(
        name="Around the clock", hours={str(day): [["00:00", "24:00"]] for day in range(7)}
    )
    ServiceHours.objects.create(service=scanners, calendar=calendar)
    forget_promises()
    return calendar


@pytest.fixture
def targets(db) -> None:
    """P1: answer in 1 h, restore in 4. P3: 4 and 16. Nothing for P4."""
    for priority, response, resolution in ((1, 1, 4), (2, 2, 8), (3, 4, 16)):
        for measure, hours in (("response", response), ("resolution", resolution)):
            Target.objects.create(
                kind="incident", priority=priority, measure=measure, seconds=hours * HOUR
            )
