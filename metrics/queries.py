"""Measures in the shape of pages: exact figures of any period, from cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from metrics import access, rules
from metrics.models import Cell, Kpi, KpiTarget, Signal
from metrics.rules import Figure
from practices.desk import queries as desk

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.services.models import Service

WEEKS = 16

# Percentiles of a period are taken over its cases, never averaged over its days.
_FIGURES = """
select c.measure, {group}, count(*), avg(v), percentile_cont(0.5) within group (order by v),
       percentile_cont(0.9) within group (order by v)
from metrics_cell c, unnest(c.seconds) v
where c.service_id = %(service)s and c.day > %(after)s and c.day <= %(until)s
group by 1, 2
"""
_WEEK, _WHOLE, _TEAM = "date_trunc('week', c.day)::date", "0", "coalesce(c.team_id, 0)"


def figures(service_id: int, after: date, until: date, group: str = _WHOLE) -> dict[tuple[str, Any], Figure]:  # fmt: skip
    """(measure, group) -> figure of the days after `after` up to and with `until`, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FIGURES.format(group=group),
            {"service": service_id, "after": after, "until": until},
        )
        return {(row[0], row[1]): Figure(*row[2:]) for row in cursor.fetchall()}


def last_day(service_id: int) -> date | None:
    """The newest day on which something of this service was restored."""
    newest: date | None = Cell.objects.filter(service_id=service_id).aggregate(day=Max("day"))[
        "day"
    ]
    return newest


def latest(kpi: Kpi) -> tuple[date | None, Figure]:
    """The last day with data, and the figure of the four weeks up to it."""
    day = last_day(kpi.service_id)
    if day is None:
        return None, Figure()
    found = figures(kpi.service_id, day - timedelta(days=rules.WINDOW_DAYS), day)
    return day, found.get((kpi.measure, 0), Figure())


def target_of(kpi: Kpi, day: date | None = None) -> int | None:
    """The promise in force on a day (today unless said), in seconds."""
    return (
        KpiTarget.objects.filter(kpi=kpi, since__lte=day or timezone.localdate())
        .order_by("-since")
        .values_list("seconds", flat=True)
        .first()
    )


def touched(subjects: set[int], moments: set[tuple[int, datetime]]) -> set[tuple[int, date]]:
    """The (service, day) keys of tickets as they are now, and of moments at which they counted before."""
    zone = ZoneInfo(settings.SVS_TIME_ZONE)
    now = {(s, at) for s, at in desk.resolutions_of(subjects) if s is not None}
    return {(service_id, at.astimezone(zone).date()) for service_id, at in now | moments}


@dataclass(frozen=True)
class Standing:
    """One measure of a service as a dashboard shows it."""

    kpi: Kpi
    measure: rules.Measure
    figure: Figure
    value: float | None
    target: int | None
    state: str  # KEPT, MISSED, UNKNOWN
    weeks: list[tuple[date, Figure]]
    missed_weeks: int

    @property
    def first_value(self) -> float | None:
        return next((v for _, f in self.weeks if (v := f.of(self.measure.statistic))), None)


@dataclass(frozen=True)
class Dashboard:
    """A service's numbers up to the last day with data."""

    service: Service
    until: date | None
    standings: list[Standing]
    signals: list[Signal]


def dashboard(service: Service, weeks: int = WEEKS) -> Dashboard:
    """Everything a service's dashboard needs, in six statements however long the history."""
    until = last_day(service.pk)
    kpis = list(
        Kpi.objects.filter(service=service, state=Kpi.State.ACTIVE)
        .select_related("outcome", "owner", "service")
        .order_by("measure", "id")
    )
    signals = list(open_signals(Signal.objects.filter(kpi__service=service)))
    standings = _standings(kpis, service.pk, until, weeks)
    return Dashboard(service, until, standings, signals)


def _standings(
    kpis: Sequence[Kpi], service_id: int, until: date | None, weeks: int
) -> list[Standing]:
    if until is None or not kpis:
        return [_standing(kpi, Figure(), [], None) for kpi in kpis]
    now = figures(service_id, until - timedelta(days=rules.WINDOW_DAYS), until)
    first = until - timedelta(days=until.weekday(), weeks=weeks - 1)  # the Monday it begins with
    by_week = figures(service_id, first - timedelta(days=1), until, _WEEK)
    mondays = [first + timedelta(weeks=n) for n in range(weeks)]
    targets = _targets(kpis)
    return [
        _standing(
            kpi,
            now.get((kpi.measure, 0), Figure()),
            [(monday, by_week.get((kpi.measure, monday), Figure())) for monday in mondays],
            targets.get(kpi.pk),
        )
        for kpi in kpis
    ]


def _standing(
    kpi: Kpi, figure: Figure, weeks: list[tuple[date, Figure]], target: int | None
) -> Standing:
    measure = rules.MEASURES[kpi.measure]
    value = figure.of(measure.statistic)
    missed = rules.weeks_missed([f.of(measure.statistic) for _, f in weeks], target)
    return Standing(
        kpi, measure, figure, value, target, rules.standing(value, figure.n, target), weeks, missed
    )


def _targets(kpis: Sequence[Kpi]) -> dict[int, int]:
    rows = KpiTarget.objects.filter(kpi__in=kpis, since__lte=timezone.localdate()).order_by("since")
    return dict(rows.values_list("kpi_id", "seconds"))


def standing_of(kpi: Kpi, weeks: int = WEEKS) -> Standing:
    """One measure as its own page shows it."""
    return _standings([kpi], kpi.service_id, last_day(kpi.service_id), weeks)[0]


def by_team(kpi: Kpi) -> list[dict[str, Any]]:
    """The figure of each team over the last four weeks with data, worst first."""
    until = last_day(kpi.service_id)
    if until is None:
        return []
    found = figures(kpi.service_id, until - timedelta(days=rules.WINDOW_DAYS), until, _TEAM)
    names = desk.team_names({key for _, key in found if key})
    statistic = rules.MEASURES[kpi.measure].statistic
    rows = [
        {"team": names.get(team, "Nobody"), "value": figure.of(statistic), "n": figure.n}
        for (measure, team), figure in found.items()
        if measure == kpi.measure
    ]
    return sorted(rows, key=lambda row: (-(row["value"] or 0), row["team"]))


def open_signals(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    """Unanswered signals, soonest due first."""
    return (
        signals.filter(answer="")
        .select_related("kpi", "kpi__service", "kpi__owner")
        .order_by("due_at", "id")
    )


def all_signals(user: User) -> QuerySet[Signal]:
    """Signals this person sees: open ones first, then the newest."""
    return (
        access.signals_visible_to(user)
        .select_related("kpi", "kpi__service", "kpi__owner", "answered_by")
        .order_by(F("answered_at").desc(nulls_first=True), "due_at", "-id")
    )


def signals_of(kpi: Kpi) -> QuerySet[Signal]:
    """What a measure led to, newest first."""
    return kpi.signals.select_related("answered_by").order_by("-raised_at", "-id")


def all_kpis(user: User) -> QuerySet[Kpi]:
    """Measures this person sees, by service."""
    return (
        access.kpis_visible_to(user)
        .select_related("service", "owner", "outcome")
        .order_by("service__name", "measure", "id")
    )
