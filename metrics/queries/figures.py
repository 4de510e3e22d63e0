"""Exact figures of any period from cells, and the kept ones of weeks and of the last four weeks with data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from metrics import rules
from metrics.queries.days import last_closed
from metrics.rules import Figure, Promise

if TYPE_CHECKING:
    from metrics.models import Kpi

WEEKS = 16
# Percentiles of a period are taken over its cases, never averaged over its days; only where a measure is told by one are its
# values opened. Of a level its last closed day counts.
_FIGURES = """
with summed as (
    select service_id, measure, {group} as part, sum(n) as n, sum(total) as total, sum(base) as base from metrics_cell c
    where {asked} group by 1, 2, 3
),
spread as (
    select service_id, measure, {group} as part, percentile_cont(array[0.5, 0.9]) within group (order by v) as p
    from metrics_cell c, unnest(c.seconds) v where {asked} and c.measure = any(%(spread)s) group by 1, 2, 3
)
select service_id, measure, part, n, total, base, p.p[1], p.p[2] from summed left join spread p using (service_id, measure, part)
"""
_ASKED = """c.service_id = any(%(services)s) and c.measure = any(%(measures)s) and c.day > %(after)s and c.day <= %(until)s
    and (c.measure <> all(%(stocks)s) or c.day = least(%(until)s, %(closed)s))"""
_WHOLE, _TEAM = "0", "coalesce(c.team_id, 0)"
_EVENTS = [
    m.key for m in rules.MEASURES.values() if not m.closes
]  # what is made daily by the clock ends no period
_STOCKS = [m.key for m in rules.MEASURES.values() if m.is_stock]
_TIMES = [m.key for m in rules.MEASURES.values() if m.is_time]
_MEDIANS = [m.key for m in rules.MEASURES.values() if m.statistic == "median"]


def _figures(
    services: Collection[int], measures: Collection[str], after: date, until: date, group: str, spread: list[str]
) -> dict[tuple[int, str, int], Figure]:  # fmt: skip
    """(service, measure, part) -> figure of the days after `after` up to and with `until`, in one statement.

    Only the measures in `spread` are told with their percentiles.
    """
    asked: dict[str, Any] = {
        "spread": spread,
        "services": list(services), "measures": list(measures), "after": after, "until": until, "stocks": _STOCKS,
        "closed": last_closed() or until if set(measures) & set(_STOCKS) else until,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES.format(group=group, asked=_ASKED), asked)
        return {(row[0], row[1], row[2]): Figure(*row[3:]) for row in cursor.fetchall()}


def service_figures(service_id: int, after: date, until: date) -> dict[str, Figure]:
    """The exact figure of every measure of a service over any days, from its cells."""
    found = _figures([service_id], list(rules.MEASURES), after, until, _WHOLE, _TIMES)
    return {measure: figure for (_, measure, _), figure in found.items()}


def figures_of(kpis: Iterable[Kpi], after: date, until: date) -> dict[int, Figure]:
    """The exact figure of each of these measures at work over any days, in one statement (two with a level among them)."""
    wanted = list(kpis)
    services, measures = {k.service_id for k in wanted}, {k.measure for k in wanted}
    found = _figures(services, measures, after, until, _WHOLE, _MEDIANS) if wanted else {}
    return {k.pk: found.get((k.service_id, k.measure, 0), Figure()) for k in wanted}


def team_figures(kpi: Kpi, after: date, until: date) -> dict[int, Figure]:
    """The figure of each team, by its id; 0 is nobody."""
    found = _figures([kpi.service_id], [kpi.measure], after, until, _TEAM, _MEDIANS)
    return {team: figure for (_, _, team), figure in found.items()}


# The newest day whose four weeks hold enough cases to say something; where none does, the newest day with any. Usually that is
# simply the newest day with cases, which an index knows.
_NEWEST = """
select s, d.day, (select coalesce(sum(n), 0) from metrics_cell where service_id = s and measure = 'lead-time'
    and day > d.day - %(window)s and day <= d.day)
from unnest(%(services)s::bigint[]) s cross join lateral (
    select day from metrics_cell where service_id = s and measure = any(%(events)s) order by day desc limit 1) d
"""
_ENDS = """
with days as (
    select service_id, day, sum(sum(n)) over (partition by service_id order by day
        range between make_interval(days => %(window)s - 1) preceding and current row) as cases
    from metrics_cell where service_id = any(%(services)s) and measure = 'lead-time' group by service_id, day
)
select service_id, coalesce(max(day) filter (where cases >= %(enough)s), max(day)) from days group by 1
"""
_OTHER = (
    "select service_id, max(day) from metrics_cell where service_id = any(%(services)s) group by 1"
)


def ends_of(service_ids: Collection[int]) -> dict[int, date]:
    """The day on which each service's last four weeks with enough data end: at most three statements."""
    asked: dict[str, Any] = {
        "services": list(service_ids), "window": rules.WINDOW_DAYS, "enough": rules.ENOUGH, "events": _EVENTS
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, asked)
        rows = cursor.fetchall()
        found = {row[0]: row[1] for row in rows}
        for sql, services in (
            (_ENDS, [row[0] for row in rows if row[2] < rules.ENOUGH]),
            (_OTHER, [s for s in service_ids if s not in found]),
        ):
            if services:
                cursor.execute(sql, {**asked, "services": services})
                found |= dict(cursor.fetchall())
    return found


@dataclass
class Kept:
    """The figures kept for a service: where its last four weeks with data end, what they say, and its weeks by their Mondays."""

    until: date | None = None
    window: dict[str, Figure] = field(default_factory=dict)
    weeks: dict[tuple[str, date], Figure] = field(default_factory=dict)


_KEPT = """
with w as (
    select service_id, max(since) as since, max(since) + days - 1 as until from metrics_periodfigure
    where service_id = any(%(services)s) and days = %(window)s group by service_id, days
)
select f.service_id, w.until, f.days, f.measure, f.since, f.n, f.total, f.base, f.median, f.p90
from w join metrics_periodfigure f on f.service_id = w.service_id and f.days = %(window)s
union all
select f.service_id, w.until, f.days, f.measure, f.since, f.n, f.total, f.base, f.median, f.p90
from w join metrics_periodfigure f on f.service_id = w.service_id and f.days = 7
    and f.since > date_trunc('week', w.until)::date - 7 * %(weeks)s and f.since <= w.until
"""


def kept(service_ids: Collection[int], weeks: int = WEEKS) -> dict[int, Kept]:
    """What is kept of these services, over so many weeks up to the last with data: one statement, whatever the history."""
    found = {service_id: Kept() for service_id in service_ids}
    asked: dict[str, Any] = {"services": list(found), "weeks": weeks, "window": rules.WINDOW_DAYS}
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, asked)
        for service_id, until, days, measure, since, *numbers in cursor.fetchall():
            one = found[service_id]
            one.until = until
            if days == rules.WINDOW_DAYS:
                one.window[measure] = Figure(*numbers)
            else:
                one.weeks[measure, since] = Figure(*numbers)
    return found


def first_monday(until: date, weeks: int) -> date:
    """The Monday with which so many weeks up to this day begin."""
    return until - timedelta(days=until.weekday(), weeks=weeks - 1)


_PROMISES = "select kpi_id, promise, at_risk, since from metrics_kpitarget where kpi_id = any(%s) order by since, id"


def promises_of(kpis: Collection[Kpi]) -> dict[int, list[Promise]]:
    """Every promise of these measures, oldest first, in one statement."""
    found: dict[int, list[Promise]] = {kpi.pk: [] for kpi in kpis}
    with connection.cursor() as cursor:
        cursor.execute(_PROMISES, [list(found)])
        for kpi_id, *promise in cursor.fetchall():
            found[kpi_id].append(Promise(*promise))
    return found


_CASES = """
select day, total, base, seconds from metrics_cell
where measure = %(measure)s and service_id = %(service)s and day >= %(since)s and day <= %(until)s order by day, team_id
"""


def values_by_day(kpi: Kpi, since: date, until: date) -> dict[date, list[float]]:
    """Every single value of a measure on each day with cases, both ends included, sorted within the day: one statement.

    Of a share the values are 1.0 (it counts) and 0.0 (it does not); of a ratio there is one a day.
    """
    measure = rules.MEASURES[kpi.measure]
    asked: dict[str, Any] = {
        "measure": kpi.measure,
        "service": kpi.service_id,
        "since": since,
        "until": until,
    }
    found: dict[date, list[float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CASES, asked)
        for day, total, base, seconds in cursor.fetchall():
            found.setdefault(day, []).extend(_values(measure, total, base, seconds))
    return {day: sorted(values) for day, values in found.items()}


def _values(measure: rules.Measure, total: float, base: float, seconds: list[float]) -> list[float]:
    if measure.is_time:
        return seconds
    if measure.statistic == "ratio":
        return [total / base]
    return [0.0] * round(base - total) + [1.0] * round(total)


def values_of(kpi: Kpi, since: date, until: date) -> list[float]:
    """Every single value of a measure in these days, both ends included, sorted: what a trial compares."""
    return sorted(v for found in values_by_day(kpi, since, until).values() for v in found)
