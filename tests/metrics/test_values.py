"""The single values behind a measure, for those who compare two periods."""

from datetime import timedelta

import pytest

from metrics import queries
from tests.metrics.conftest import MONDAY, count, measure_at_work, restored

pytestmark = pytest.mark.django_db


def test_every_value_of_the_days_asked_for_comes_sorted_both_ends_included(
    by_agent, scanners, owner
):
    restored(by_agent, scanners, 90, 30, 60, 10)
    count()
    kpi = measure_at_work(scanners, owner)
    first = MONDAY.date()

    found = queries.values_of(kpi, first, first + timedelta(days=2))

    assert found == [1800.0, 3600.0, 5400.0]


def test_days_without_cases_are_not_there(by_agent, scanners, owner):
    restored(by_agent, scanners, 90)
    count()
    kpi = measure_at_work(scanners, owner)

    found = queries.values_by_day(kpi, MONDAY.date() - timedelta(days=3), MONDAY.date() + timedelta(days=3))  # fmt: skip

    assert found == {MONDAY.date(): [5400.0]}
