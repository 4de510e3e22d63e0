"""A day closes after midnight, missed days too; what comes late is counted on the closed days it belongs to."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from metrics import operations, queries
from metrics.models import AgreedHours, Cell, ClosedDay
from practices.incident import operations as incidents
from practices.service_level import operations as service_levels
from svs.events import deliver, jobs, schedule
from svs.events.actor import SYSTEM_ACTOR
from svs.events.models import Job
from svs.services.models import Service
from tests.metrics.conftest import count

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


def close_all() -> None:
    """The schedule's run, and the job it starts."""
    schedule.schedules()["metrics.close_days"].run()
    for job in Job.objects.filter(kind=operations.CLOSE, state=Job.State.RUNNING):
        jobs.finish(job.pk)


def backlog(service) -> list[tuple]:
    rows = Cell.objects.filter(measure="backlog-age", service=service).order_by("day", "team_id")
    return list(rows.values_list("day", "n", "seconds"))


def up(service) -> dict[date, tuple[float, float]]:
    rows = Cell.objects.filter(measure="availability", service=service)
    return {day: (total / 3600, base / 3600) for day, total, base in rows.values_list("day", "total", "base")}  # fmt: skip


def test_the_backlog_of_a_day_is_taken_when_the_day_is_over(by_agent, scanners, network):
    with time_machine.travel(MONDAY, tick=False) as clock:
        incidents.log_incident(actor=by_agent, title="x", service_id=scanners.pk, team_id=network.pk)  # fmt: skip
        clock.move_to(MONDAY.replace(hour=23))
        close_all()
        assert backlog(scanners) == []

        clock.move_to(MONDAY + timedelta(days=1))
        close_all()
        close_all()

    assert backlog(scanners) == [(MONDAY.date(), 1, [16 * 3600.0])]
    assert list(ClosedDay.objects.order_by("day").values_list("day__day", flat=True)) == [6, 7]


def test_days_nobody_closed_are_closed_later_and_say_what_was_then(by_agent, scanners):
    with time_machine.travel(MONDAY, tick=False) as clock:
        ticket = incidents.log_incident(actor=by_agent, title="x", service_id=scanners.pk)
        clock.shift(timedelta(days=1))
        close_all()
        clock.shift(timedelta(days=2))
        incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=by_agent.user_id)
        clock.shift(timedelta(days=2))
        close_all()

    assert [(day.day, n) for day, n, _ in backlog(scanners)] == [(7, 1), (8, 1), (9, 1), (10, 1), (11, 1)]  # fmt: skip


def test_the_first_day_ever_closed_has_all_before_it_counted(by_agent, scanners):
    with time_machine.travel(MONDAY, tick=False) as clock:
        incidents.log_incident(actor=by_agent, title="x", service_id=scanners.pk)
        clock.shift(timedelta(days=3))
        close_all()
        assert [day.day for day, *_ in backlog(scanners)] == [9]
        jobs.finish(Job.objects.get(kind=operations.RECOUNT).pk)

    assert [day.day for day, *_ in backlog(scanners)] == [7, 8, 9]


def test_midnight_is_that_of_the_organisation(settings, scanners):
    settings.SVS_TIME_ZONE = "Pacific/Auckland"
    with time_machine.travel(datetime(2026, 9, 7, 12, 10, tzinfo=UTC), tick=False):
        close_all()

    assert list(ClosedDay.objects.values_list("day", flat=True)) == [date(2026, 9, 7)]


def test_an_open_ticket_that_moves_takes_its_closed_days_along(by_agent, scanners, owner):
    other = Service.objects.create(name="Payroll", slug="payroll", owner=owner)
    with time_machine.travel(MONDAY, tick=False) as clock:
        ticket = incidents.log_incident(actor=by_agent, title="x", service_id=scanners.pk)
        for _ in range(3):
            clock.shift(timedelta(days=1))
            close_all()
        incidents.change_incident(ticket=ticket, actor=by_agent, fields={"service_id": other.pk})
        count()

    assert backlog(scanners) == []
    assert [day.day for day, *_ in backlog(other)] == [7, 8, 9]


def office(service) -> None:
    hours = {str(day): [["08:00", "16:00"]] for day in range(5)}
    service_levels.create_calendar(actor=SYSTEM_ACTOR, name="Office", time_zone="UTC", hours=hours, services=[service.pk])  # fmt: skip


def test_availability_is_agreed_hours_less_the_union_of_unplanned_outages(by_agent, scanners):
    office(scanners)
    with time_machine.travel(MONDAY.replace(hour=20), tick=False) as clock:
        for since, until, planned in ((6, 9, False), (8, 10, False), (12, 14, True), (17, 19, False)):  # fmt: skip
            incidents.open_outage(
                actor=by_agent, service_id=scanners.pk, started_at=MONDAY.replace(hour=since), ended_at=MONDAY.replace(hour=until),
                is_planned=planned,
            )  # fmt: skip
        clock.shift(timedelta(days=1))
        close_all()

    assert up(scanners) == {MONDAY.date(): (6.0, 8.0)}
    assert [o["started_at"].hour for o in queries.planned_outages(scanners.pk, MONDAY.date())] == [12]  # fmt: skip


def test_a_day_without_agreed_hours_has_no_value(scanners):
    office(scanners)
    with time_machine.travel(datetime(2026, 9, 13, 8, tzinfo=UTC), tick=False):  # a Sunday
        close_all()

    assert up(scanners) == {}
    assert AgreedHours.objects.get(service=scanners).hours == []


def test_an_outage_put_right_counts_all_days_it_spans_and_spanned_before(by_agent, scanners):
    with time_machine.travel(MONDAY, tick=False) as clock:
        outage = incidents.open_outage(actor=by_agent, service_id=scanners.pk, started_at=MONDAY)
        for _ in range(3):
            clock.shift(timedelta(days=1))
            close_all()
        assert [hours for hours, _ in up(scanners).values()] == [8.0, 0.0, 0.0]

        incidents.change_outage(
            outage=outage, actor=by_agent, fields={"started_at": MONDAY + timedelta(days=1), "ended_at": MONDAY + timedelta(days=1, hours=6)}
        )  # fmt: skip
        deliver.drain("metrics.cells")

    assert [hours for hours, _ in sorted(up(scanners).values(), reverse=True)] == [24.0, 24.0, 18.0]


def test_other_hours_from_now_on_leave_closed_days_alone(by_agent, scanners):
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        close_all()
        office(scanners)
        incidents.open_outage(
            actor=by_agent, service_id=scanners.pk, started_at=MONDAY.replace(hour=1), ended_at=MONDAY.replace(hour=2)
        )  # fmt: skip
        deliver.drain("metrics.cells")
        operations.start_recount(actor=SYSTEM_ACTOR)
        jobs.finish(Job.objects.get(kind=operations.RECOUNT).pk)

    assert up(scanners) == {MONDAY.date(): (23.0, 24.0)}
