"""Celery counts: every restored incident is in one cell, exactly, whatever happens to it later."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from metrics import bulk, queries, rules
from metrics.models import Cell
from practices.desk.operations.undo import undo
from practices.incident import operations as incidents
from svs.accounts.models import Team
from svs.services.models import Service
from tests.metrics.conftest import MONDAY, count, restored

pytestmark = pytest.mark.django_db


def cells(**lookup) -> list[tuple]:
    rows = Cell.objects.filter(measure="time-to-restore", **lookup).order_by("day", "team_id")
    return list(rows.values_list("day", "n", "total", "seconds"))


def test_a_restored_incident_is_counted_on_the_day_of_its_restoration(by_agent, scanners, network):
    restored(by_agent, scanners, 90, start=datetime(2026, 9, 7, 23, 0, tzinfo=UTC), team=network)

    count()

    assert cells(service=scanners, team=network) == [(date(2026, 9, 8), 1, 5400.0, [5400.0])]


def test_the_day_is_that_of_the_organisations_time_zone(by_agent, scanners, settings):
    settings.SVS_TIME_ZONE = "Pacific/Auckland"
    restored(by_agent, scanners, 30, start=datetime(2026, 9, 7, 20, 0, tzinfo=UTC))

    count()

    assert [cell[0] for cell in cells()] == [date(2026, 9, 8)]


def test_a_reopened_incident_no_longer_counts_and_counts_anew_when_restored_again(
    by_agent, scanners
):
    ticket, *_ = restored(by_agent, scanners, 60)
    count()
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        incidents.reopen_incident(ticket=ticket, actor=by_agent)
    count()
    assert cells() == []

    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        incidents.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="For good.",
            resolution_code="fixed",
            cause_code="unknown",
        )
    count()

    assert cells() == [(date(2026, 9, 10), 1, 3 * 86400.0, [3 * 86400.0])]


@pytest.mark.parametrize("counted_between", [True, False])
def test_a_resolution_that_was_taken_back_was_never_counted(by_agent, scanners, counted_between):
    ticket, *_ = restored(by_agent, scanners, 60)
    if counted_between:
        count()
        assert len(cells()) == 1

    with time_machine.travel(MONDAY + timedelta(hours=1, seconds=30), tick=False):
        undo(ticket=ticket, actor=by_agent)
    count()

    assert cells() == []
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        incidents.resolve_incident(
            ticket=ticket, actor=by_agent, resolution="Now.", resolution_code="fixed", cause_code="unknown"
        )  # fmt: skip
    count()
    assert cells() == [(date(2026, 9, 10), 1, 3 * 86400.0, [3 * 86400.0])]
    before = list(Cell.objects.order_by("measure", "day").values_list("measure", "day", "n", "total"))  # fmt: skip
    bulk.recompute_all()
    assert list(Cell.objects.order_by("measure", "day").values_list("measure", "day", "n", "total")) == before  # fmt: skip


def test_a_ticket_moved_to_another_service_takes_its_time_along(by_agent, scanners, owner):
    other = Service.objects.create(name="Payroll", slug="payroll", owner=owner)
    ticket, *_ = restored(by_agent, scanners, 60)
    count()

    incidents.change_incident(ticket=ticket, actor=by_agent, fields={"service_id": other.pk})
    count()

    assert cells(service=scanners) == []
    assert len(cells(service=other)) == 1


def test_counting_everything_anew_gives_the_same_cells(by_agent, scanners, network):
    restored(by_agent, scanners, 10, 20, 30, 40, team=network)
    restored(by_agent, scanners, 15, 25)
    count()
    before = list(Cell.objects.order_by("measure", "day", "team_id").values_list("measure", "team_id", "day", "n", "total", "seconds"))  # fmt: skip

    bulk.recompute_all()

    after = list(Cell.objects.order_by("measure", "day", "team_id").values_list("measure", "team_id", "day", "n", "total", "seconds"))  # fmt: skip
    assert after == before
    assert sum(row[3] for row in after) == 24  # six cases, in each of four measures


def test_percentiles_of_a_period_are_those_of_its_cases_and_not_of_its_days(by_agent, scanners):
    restored(by_agent, scanners, 10, 20, 30, 40, 100)
    restored(by_agent, scanners, 12)
    count()

    found = queries.service_figures(scanners.pk, date(2026, 9, 1), date(2026, 9, 30))

    figure = found["time-to-restore"]
    minutes = sorted([10, 12, 20, 30, 40, 100])
    assert figure.n == 6
    assert figure.mean == pytest.approx(sum(minutes) * 60 / 6)
    assert figure.median == pytest.approx(rules.percentile(minutes, 0.5) * 60)
    assert figure.p90 == pytest.approx(rules.percentile(minutes, 0.9) * 60)


def test_the_team_is_the_one_that_held_it_when_it_was_restored(by_agent, scanners, network):
    desk = Team.objects.get(slug="service-desk")
    with time_machine.travel(MONDAY, tick=False) as clock:
        ticket = incidents.log_incident(actor=by_agent, title="x", service_id=scanners.pk, team_id=desk.pk)  # fmt: skip
        clock.shift(timedelta(minutes=5))
        incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk)
        clock.shift(timedelta(minutes=5))
        incidents.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="Done.",
            resolution_code="fixed",
            cause_code="unknown",
        )

    count()

    assert Cell.objects.get(measure="lead-time").team == network
