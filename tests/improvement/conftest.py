"""Improvements on their way, and trials whose numbers are known."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from improvement import operations
from improvement.models import Improvement, Trial
from improvement.operations import Plan
from improvement.queries import Source
from metrics.models import Cell, Kpi
from svs.events.actor import person
from tests.metrics.conftest import measure_at_work, signal  # noqa: F401 -- a broken promise to improve on

BEFORE, DURING = (56, 29), (28, 1)  # days back from today


def cells(kpi: Kpi, since: date, until: date, *minutes: float) -> None:
    """The same restored cases on each of these days."""
    day = since
    while day <= until:
        seconds = sorted(m * 60 for m in minutes)
        Cell.objects.create(measure=kpi.measure, service=kpi.service, day=day, n=len(seconds), total=sum(seconds), seconds=seconds)  # fmt: skip
        day += timedelta(days=1)


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def plan_for(kpi: Kpi, **changed) -> Plan:
    today = timezone.localdate()
    return Plan(
        **{
            "kpi_id": kpi.pk, "change": "pickers swap at a locker", "effect": "they stand still less", "reason": "nobody waits",
            "hoped": -30 * 60, "ends_on": today + timedelta(days=28), "since": today - timedelta(days=56),
            "until": today - timedelta(days=29), **changed,
        }
    )  # fmt: skip


@pytest.fixture
def kpi(scanners, owner) -> Kpi:
    return measure_at_work(scanners, owner, measure="lead-time")


@pytest.fixture
def raised(owner, scanners) -> Improvement:
    return operations.raise_improvement(
        actor=person(owner), source=Source(service=scanners), issue="A faulty scanner waits an hour for a spare",
        expected_impact="Half the time without a scanner.", owner_id=owner.pk,
        target_date=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip


@pytest.fixture
def assessed(raised, owner) -> Improvement:
    return operations.assess_improvement(improvement=raised, actor=person(owner), impact=4, effort=2, risk=2)  # fmt: skip


@pytest.fixture
def running(assessed, owner, kpi) -> Trial:
    """A trial that began four weeks ago on cases of 80 to 100 minutes; since then they take 25 to 45."""
    before, start = ((timezone.localdate() - timedelta(days=n)) for n in BEFORE)
    cells(kpi, before, start, 80, 90, 94, 100)
    trial = operations.start_trial(
        improvement=assessed, actor=person(owner), at=days_ago(28),
        plan=plan_for(kpi, ends_on=timezone.localdate() + timedelta(days=5)),
    )  # fmt: skip
    cells(kpi, start + timedelta(days=1), timezone.localdate(), 25, 31, 45)
    return trial


@pytest.fixture
def ended(running, owner) -> Trial:
    """The same, over and waiting for its verdict."""
    return operations.end_trial(improvement=running.improvement, actor=person(owner), why="Everybody uses the lockers.")  # fmt: skip
