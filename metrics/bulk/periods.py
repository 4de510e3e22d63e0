"""Cells added up over weeks and over the last four weeks with data, so that pages read a few rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from metrics import rules
from metrics.bulk.cells import Key

_FORGET = """
delete from metrics_periodfigure f using unnest(%(services)s::bigint[], %(since)s::date[], %(until)s::date[]) k(service_id, since, until)
where f.service_id = k.service_id and f.days = %(days)s and f.measure = any(%(measures)s) and (f.since = k.since or %(days)s = 28)
"""
# Percentiles are taken over all values of the period, never averaged over its days. Of a level only its last closed day counts.
_ASKED = """unnest(%(services)s::bigint[], %(since)s::date[], %(until)s::date[]) k(service_id, since, until)
    join metrics_cell c on c.service_id = k.service_id and c.day >= k.since and c.day <= k.until and c.measure = any(%(measures)s)
        and (c.measure <> all(%(stocks)s) or c.day = least(k.until, %(closed)s))"""
_ADD_UP = f"""
with summed as (
    select c.measure, c.service_id, k.since, sum(n) as n, sum(total order by day, team_id) as total, sum(base order by day, team_id) as base
    from {_ASKED} group by 1, 2, 3
),
spread as (
    select c.measure, c.service_id, k.since, percentile_cont(array[0.5, 0.9]) within group (order by v) as p
    from {_ASKED}, unnest(c.seconds) v group by 1, 2, 3
)
insert into metrics_periodfigure (measure, service_id, days, since, n, total, base, median, p90)
select s.measure, s.service_id, %(days)s, s.since, s.n, s.total, s.base, p.p[1], p.p[2]
from summed s left join spread p using (measure, service_id, since)
"""  # noqa: S608 -- our own words
STOCKS = [m.key for m in rules.MEASURES.values() if m.is_stock]


def mondays_of(keys: Iterable[Key]) -> set[Key]:
    """The weeks, by their Mondays, that these days of services lie in."""
    return {(service_id, day - timedelta(days=day.weekday())) for service_id, day in keys}


def add_up(
    weeks: Collection[Key], windows: Collection[Key], measures: Collection[str], closed: date | None
) -> None:
    """Add these measures up anew: weeks by their Monday, windows of four weeks by their last day. Call inside a transaction."""
    _add_up([(s, monday, monday + timedelta(days=6)) for s, monday in sorted(weeks)], 7, measures, closed)  # fmt: skip
    _add_up(
        [(s, until - timedelta(days=rules.WINDOW_DAYS - 1), until) for s, until in sorted(windows)],
        rules.WINDOW_DAYS, measures, closed,
    )  # fmt: skip


def _add_up(
    periods: list[tuple[int, date, date]], days: int, measures: Collection[str], closed: date | None
) -> None:
    if not periods:
        return
    asked: dict[str, Any] = {
        "services": [p[0] for p in periods], "since": [p[1] for p in periods], "until": [p[2] for p in periods],
        "days": days, "measures": sorted(measures), "stocks": STOCKS, "closed": closed or date.max,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, asked)
        cursor.execute(_ADD_UP, asked)
