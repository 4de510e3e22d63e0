"""Exact figures of any period from cells, and the kept ones of weeks and of the last four weeks with data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from metrics import rules
from metrics.models import KpiTarget, PeriodFigure
from metrics.queries.days import last_closed
from metrics.rules import Figure, Promise

if TYPE_CHECKING:
    from metrics.models import Kpi

WEEKS = 16
# Percentiles of a period are taken over its cases, never averaged over its days. Of a level its last closed day counts.
_FIGURES = """
with c as (
    select c.*, {group} as part from metrics_cell c
    where c.service_id = any(%(services)s) and c.measure = any(%(measures)s) and c.day > %(after)s and c.day <= %(until)s
        and (c.measure <> all(%(stocks)s) or c.day = least(%(until)s, %(closed)s))
),
summed as (select service_id, measure, part, sum(n) as n, sum(total) as total, sum(base) as base from c group by 1, 2, 3),
spread as (
    select service_id, measure, part, percentile_cont(array[0.5, 0.9]) within group (order by v) as p
    from c, unnest(c.seconds) v group by 1, 2, 3
)
select service_id, measure, part, n, total, base, p.p[1], p.p[2] from summed left join spread p using (service_id, measure, part)
"""
_WHOLE, _TEAM = "0", "coalesce(c.team_id, 0)"
_EVENTS = [
    m.key for m in rules.MEASURES.values() if not m.closes
]  # what is made daily by the clock ends no period
_STOCKS = [m.key for m in rules.MEASURES.values() if m.is_stock]


def _figures(
    services: Collection[int], measures: Collection[str], after: date, until: date, group: str
) -> dict[tuple[int, str, int], Figure]:
    """(service, measure, part) -> figure of the days after `after` up to and with `until`, in one statement."""
    asked: dict[str, Any] = {
        "services": list(services), "measures": list(measures), "after": after, "until": until, "stocks": _STOCKS,
        "closed": last_closed() or until if set(measures) & set(_STOCKS) else until,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES.format(group=group), asked)
        return {(row[0], row[1], row[2]): Figure(*row[3:]) for row in cursor.fetchall()}


def service_figures(service_id: int, after: date, until: date) -> dict[str, Figure]:
    """The exact figure of every measure of a service over any days, from its cells."""
    found = _figures([service_id], list(rules.MEASURES), after, until, _WHOLE)
    return {measure: figure for (_, measure, _), figure in found.items()}


def figures_of(kpis: Iterable[Kpi], after: date, until: date) -> dict[int, Figure]:
    """The exact figure of each of these measures at work over any days, in one statement (two with a level among them)."""
    wanted = list(kpis)
    services, measures = {k.service_id for k in wanted}, {k.measure for k in wanted}
    found = _figures(services, measures, after, until, _WHOLE) if wanted else {}
    return {k.pk: found.get((k.service_id, k.measure, 0), Figure()) for k in wanted}


def team_figures(kpi: Kpi, after: date, until: date) -> dict[int, Figure]:
    """The figure of each team, by its id; 0 is nobody."""
    found = _figures([kpi.service_id], [kpi.measure], after, until, _TEAM)
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


def kept(service_ids: Collection[int], weeks: int = WEEKS) -> dict[int, Kept]:
    """What is kept of these services, over so many weeks up to the last with data: at most two statements, whatever the history."""
    found = {service_id: Kept() for service_id in service_ids}
    rows = PeriodFigure.objects.filter(service__in=service_ids)
    plain = ("service_id", "measure", "since", "n", "total", "base", "median", "p90")
    for service_id, measure, since, *numbers in rows.filter(days=rules.WINDOW_DAYS).values_list(*plain):  # fmt: skip
        found[service_id].until = since + timedelta(days=rules.WINDOW_DAYS - 1)
        found[service_id].window[measure] = Figure(*numbers)
    asked = Q(pk__in=())
    for service_id, one in found.items():
        if one.until and weeks:
            asked |= Q(service=service_id, since__gte=first_monday(one.until, weeks), since__lte=one.until)  # fmt: skip
    if not asked.children or not weeks:
        return found
    for service_id, measure, since, *numbers in rows.filter(asked, days=7).values_list(*plain):
        found[service_id].weeks[measure, since] = Figure(*numbers)
    return found


def first_monday(until: date, weeks: int) -> date:
    """The Monday with which so many weeks up to this day begin."""
    return until - timedelta(days=until.weekday(), weeks=weeks - 1)


def promises_of(kpis: Collection[Kpi]) -> dict[int, list[Promise]]:
    """Every promise of these measures, oldest first, in one statement."""
    found: dict[int, list[Promise]] = {kpi.pk: [] for kpi in kpis}
    rows = KpiTarget.objects.filter(kpi__in=found).order_by("since", "id")
    for kpi_id, value, at_risk, since in rows.values_list("kpi_id", "promise", "at_risk", "since"):
        found[kpi_id].append(Promise(value, at_risk, since))
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
