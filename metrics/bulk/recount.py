"""Everything counted anew, a month of one service at a time, and how many cells that changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from metrics.bulk import cells, periods
from metrics.bulk.cells import Key
from metrics.queries.days import last_closed, today
from metrics.rules import MEASURES
from practices.desk.queries import measured as desk
from svs.services import queries as services

SOURCES = sorted({m.source for m in MEASURES.values() if m.source})
# One line a cell, however large: what it says, folded up.
_CELLS = """
select measure, coalesce(team_id, 0), day, md5(row(n, total, base, seconds)::text) from metrics_cell
where service_id = %(service)s and day between %(since)s and %(until)s
"""
_OLDEST = "select min(day) from metrics_cell"


@dataclass(frozen=True)
class MonthOf:
    """A month of one service: what is counted anew at a time."""

    service_id: int
    since: date

    @property
    def until(self) -> date:
        """Its last day."""
        return (self.since.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def keys(self) -> set[Key]:
        """Its days."""
        return {
            (self.service_id, self.since + timedelta(days=n))
            for n in range((self.until - self.since).days + 1)
        }


def months_of() -> Iterator[MonthOf]:
    """Every month of every service from the first thing known to today, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        known = [cursor.fetchone()[0], desk.first_day(), last_closed()]
    first = min((day for day in known if day), default=today()).replace(day=1)
    last = max(today(), last_closed() or today())
    for service_id in services.all_ids():
        month = MonthOf(service_id, first)
        while month.since <= last:
            yield month
            month = MonthOf(service_id, month.until + timedelta(days=1))


@transaction.atomic
def recount(month: MonthOf) -> int:
    """Count a month of one service anew; returns how many cells were not what they are now."""
    closed = last_closed()
    cells.lock([month.service_id])
    before = _state(month)
    cells.count(dict.fromkeys(SOURCES, month.keys), closed)
    weeks = periods.mondays_of(month.keys)
    periods.add_up(weeks, (), MEASURES, closed)
    return differing(before, _state(month))


def differing(before: dict[Any, str], after: dict[Any, str]) -> int:
    """How many rows of two states differ."""
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def _state(month: MonthOf) -> dict[Any, str]:
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "service": month.service_id,
            "since": month.since,
            "until": month.until,
        }
        cursor.execute(_CELLS, asked)
        return {tuple(row[:3]): row[3] for row in cursor.fetchall()}


def count_all() -> None:
    """Count everything, all services of a month at once: for a past that came in at one go."""
    by_month: dict[date, list[MonthOf]] = {}
    for month in months_of():
        by_month.setdefault(month.since, []).append(month)
    closed = last_closed()
    for _, months in sorted(by_month.items()):
        keys = {key for month in months for key in month.keys}
        cells.count(dict.fromkeys(SOURCES, keys), closed)
    for _, months in sorted(
        by_month.items()
    ):  # weeks lie in two months: added up once both are counted
        weeks = {key for month in months for key in periods.mondays_of(month.keys)}
        periods.add_up(weeks, (), MEASURES, closed)


def recompute_all() -> int:
    """Count every month of every service anew, here and now; returns how many cells differed."""
    return sum(recount(month) for month in months_of())
