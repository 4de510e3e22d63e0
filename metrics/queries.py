"""Measures in the shape of pages: exact figures of any period, from cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from metrics import access, rules
from metrics.models import Kpi, KpiTarget, Signal
from metrics.rules import Figure
from practices.desk import queries as desk
from svs.services import access as services

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


# The newest day whose four weeks hold enough cases to say something; where none does, the newest day with any.
_ENDS = """
with days as (
    select service_id, day, sum(sum(n)) over (partition by service_id order by day
        range between make_interval(days => %(window)s - 1) preceding and current row) as cases
    from metrics_cell where service_id = any(%(services)s) and measure = 'lead-time' group by service_id, day
)
select service_id, coalesce(max(day) filter (where cases >= %(enough)s), max(day)) from days group by 1
"""


def ends_of(service_ids: list[int]) -> dict[int, date]:
    """The day on which each service's last four weeks with enough data end, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ENDS,
            {"services": service_ids, "window": rules.WINDOW_DAYS, "enough": rules.ENOUGH},
        )
        return dict(cursor.fetchall())


def last_day(service_id: int) -> date | None:
    """The end of the last four weeks with enough data of this service."""
    return ends_of([service_id]).get(service_id)


def latest(kpi: Kpi) -> tuple[date | None, Figure]:
    """The end of the last four weeks with enough data, and their figure."""
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


def touched(
    tickets: dict[int, set[int]], moments: set[tuple[int, datetime]]
) -> set[tuple[int, date]]:
    """The (service, day) keys of tickets as they are now and in services they left, and of moments at which they counted before."""
    zone = ZoneInfo(settings.SVS_TIME_ZONE)
    now = {
        (service, at)
        for ticket, service_id, at in desk.resolutions_of(set(tickets))
        for service in {service_id, *tickets[ticket]} - {None}
    }
    return {(service, at.astimezone(zone).date()) for service, at in now | moments if service}


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
    def told(self) -> rules.Told:
        return rules.Told(
            self.measure.name, self.value, self.target, self.state, self.figure.n, self.missed_weeks
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The weeks as the table behind the trend shows them."""
        return [
            {
                "week": monday,
                "value": value,
                "figure": figure,
                "missed": value is not None and self.target is not None and value > self.target,
            }
            for monday, figure in self.weeks
            for value in (figure.of(self.measure.statistic),)
        ]

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

    @property
    def verdict(self) -> rules.Verdict:
        return rules.verdict([s.told for s in self.standings])

    @property
    def families(self) -> list[tuple[str, list[Standing]]]:
        """The five families in their order, with the measures at work in each."""
        return [
            (family, [s for s in self.standings if s.measure.family == family])
            for family in rules.FAMILIES
        ]


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


def overview(user: User) -> list[dict[str, Any]]:
    """Every service this person sees with its verdict, worst first; own services before others. Statements: constant."""
    shown = list(
        services.visible_to(user)
        .filter(is_active=True)
        .select_related("owner")
        .prefetch_related("service_outcomes__outcome")
        .order_by("tier", "name", "id")
    )
    kpis: dict[int, list[Kpi]] = {}
    for kpi in Kpi.objects.filter(service__in=shown, state=Kpi.State.ACTIVE).order_by("id"):
        kpis.setdefault(kpi.service_id, []).append(kpi)
    latest_figures = _latest_figures([s.pk for s in shown])
    targets = _targets([kpi for found in kpis.values() for kpi in found])
    open_now = {s.kpi.service_id for s in open_signals(access.signals_visible_to(user))}
    rows = [
        {
            "service": service,
            "verdict": rules.verdict(
                [_told(kpi, latest_figures, targets) for kpi in kpis.get(service.pk, [])]
            ),
            "signal": service.pk in open_now,
            "mine": service.owner_id == user.pk,
            "until": latest_figures.get((service.pk, ""), (None, None))[0],
        }
        for service in shown
    ]
    badness = {rules.MISSED: 0, rules.KEPT: 1, rules.UNKNOWN: 2}
    return sorted(rows, key=lambda row: (not row["mine"], badness[row["verdict"].state]))


# Each service has its own last four weeks with data.
_LATEST = """
with last as (select * from unnest(%(services)s::bigint[], %(ends)s::date[]) l(service_id, day))
select l.service_id, l.day, c.measure, count(*), avg(v), percentile_cont(0.5) within group (order by v),
       percentile_cont(0.9) within group (order by v)
from last l join metrics_cell c on c.service_id = l.service_id and c.day > l.day - %(days)s and c.day <= l.day
cross join unnest(c.seconds) v
group by 1, 2, 3
"""


def _latest_figures(ids: list[int]) -> dict[tuple[int, str], Any]:
    """(service, measure) -> figure of its last four weeks, and (service, "") -> its last day, in one statement."""
    found: dict[tuple[int, str], Any] = {}
    ends = ends_of(ids)
    given: dict[str, Any] = {
        "services": list(ends),
        "ends": list(ends.values()),
        "days": rules.WINDOW_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, given)
        for service_id, day, measure, *numbers in cursor.fetchall():
            found[service_id, measure] = Figure(*numbers)
            found[service_id, ""] = (day, None)
    return found


def _told(kpi: Kpi, found: dict[tuple[int, str], Any], targets: dict[int, int]) -> rules.Told:
    measure, target = rules.MEASURES[kpi.measure], targets.get(kpi.pk)
    figure = found.get((kpi.service_id, kpi.measure), Figure())
    value = figure.of(measure.statistic)
    return rules.Told(
        measure.name, value, target, rules.standing(value, figure.n, target), figure.n, 0
    )


_CASES = """
select c.day, array_agg(v order by v) from metrics_cell c, unnest(c.seconds) v
where c.measure = %(measure)s and c.service_id = %(service)s and c.day >= %(since)s and c.day <= %(until)s
group by 1 order by 1
"""


def values_by_day(kpi: Kpi, since: date, until: date) -> dict[date, list[float]]:
    """Every single value of a measure on each day with cases, both ends included, sorted within the day: one statement.

    Of a share the values are 1.0 (it counts) and 0.0 (it does not).
    """
    asked: dict[str, Any] = {
        "measure": kpi.measure,
        "service": kpi.service_id,
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, asked)
        return {row[0]: [float(v) for v in row[1]] for row in cursor.fetchall()}


def values_of(kpi: Kpi, since: date, until: date) -> list[float]:
    """Every single value of a measure in these days, both ends included, sorted: what a trial compares."""
    return sorted(v for found in values_by_day(kpi, since, until).values() for v in found)
