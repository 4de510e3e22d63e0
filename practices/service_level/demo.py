"""What Northwind agreed on: hours of two kinds, and times within them."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from practices.service_level import operations, queries, states
from svs.accounts.models import User
from svs.events.actor import Actor, person
from svs.services.models import Service

# Hours of work by priority: the first answer, the restoration.
TIMES = {1: (0.5, 4), 2: (1, 8), 3: (4, 24), 4: (8, 72)}
# The warehouse never sleeps, so its most urgent times are short and run around the clock.
SCANNERS = {1: (0.25, 2), 2: (0.5, 4)}
# A wish may take longer than a repair.
REQUESTS = {1: (1, 8), 2: (4, 24), 3: (8, 40), 4: (8, 120)}
WEEKDAYS, WEEK = range(5), range(7)


def load() -> None:
    """Rotterdam's office hours with Dutch holidays for all, around the clock for the scanners, and what is promised."""
    actor = person(User.objects.get(email="maya.okafor@northwind.example"))
    scanners = Service.objects.get(slug="warehouse-scanners")
    office = operations.create_calendar(
        actor=actor, name="Rotterdam office hours", time_zone="Europe/Amsterdam", is_default=True,
        hours={str(day): [["07:00", "19:00"]] for day in WEEKDAYS},
    )  # fmt: skip
    year = timezone.localdate().year
    operations.import_holidays(
        calendar=office, actor=actor, country="NL", first_year=year - 1, last_year=year + 2
    )
    operations.create_calendar(
        actor=actor, name="Around the clock", time_zone="Europe/Amsterdam",
        hours={str(day): [["00:00", "24:00"]] for day in WEEK}, services=[scanners.pk],
    )  # fmt: skip
    for service, times in ((None, TIMES), (scanners, SCANNERS)):
        wanted = _of("incident", times)
        if service is None:
            wanted |= _of("request", REQUESTS)
        operations.set_targets(actor=actor, service=service, wanted=dict(wanted), holds_from=date(year - 1, 1, 1))  # fmt: skip
    _ahead(actor, scanners)


def _of(
    kind: str, times: Mapping[int, tuple[float, float]]
) -> dict[tuple[str, int, str], int | None]:
    """Hours of a kind of ticket as targets in seconds."""
    return {
        (kind, priority, measure): int(hours * 3600)
        for priority, promised in times.items()
        for measure, hours in zip(states.MEASURES, promised, strict=True)
    }


def _ahead(actor: Actor, scanners: Service) -> None:
    """From next month P3 is restored sooner; when the scanners' most urgent promise breaks, their owner is told by name."""
    first = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    operations.set_target(actor=actor, kind="incident", priority=3, seconds=20 * 3600, holds_from=first)  # fmt: skip
    urgent = queries.target_at("incident", 1, scanners)
    if urgent is not None:
        operations.set_escalation(target=urgent, actor=actor, person=scanners.owner)
