"""Measures at work: their lists, their promises, and how each stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from metrics import access, rules
from metrics.models import Kpi, KpiTarget, PeriodFigure
from metrics.queries import figures
from metrics.queries.days import today
from metrics.queries.figures import WEEKS, Kept
from metrics.rules import Figure, Promise
from practices.desk import queries as desk

if TYPE_CHECKING:
    from svs.accounts.models import User


@dataclass(frozen=True)
class Week:
    """A week of a measure, judged by the promise that was in force when it ended."""

    monday: date
    figure: Figure
    value: float | None
    promise: Promise | None
    state: str


@dataclass(frozen=True)
class Standing:
    """One measure of a service as a dashboard shows it."""

    kpi: Kpi
    figure: Figure
    promise: Promise | None  # in force now
    state: str  # KEPT, AT_RISK, MISSED, UNKNOWN
    weeks: Sequence[Week]
    until: date | None

    @property
    def measure(self) -> rules.Measure:
        return rules.MEASURES[self.kpi.measure]

    @property
    def value(self) -> float | None:
        return self.figure.of(self.measure.statistic)

    @property
    def target(self) -> float | None:
        return self.promise.value if self.promise else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return rules.interval(self.measure, self.figure)

    @cached_property
    def missed_weeks(self) -> int:
        return rules.weeks_missed([week.state for week in self.weeks])

    @property
    def told(self) -> rules.Told:
        return rules.Told(self.measure, self.value, self.target, self.state, self.figure.n, self.missed_weeks)  # fmt: skip

    @property
    def first(self) -> Week | None:
        """The first week shown that has a value."""
        return next((week for week in self.weeks if week.value is not None), None)


def standing(kpi: Kpi, kept: Kept, promises: Sequence[Promise], weeks: int = WEEKS) -> Standing:
    """How a measure stands, from what is kept of its service."""
    measure, now = rules.MEASURES[kpi.measure], rules.in_force(promises, today())
    figure = kept.window.get(kpi.measure, Figure())
    told = _weeks(measure, kept, promises, weeks) if kept.until and weeks else []
    return Standing(kpi, figure, now, rules.standing(measure, figure, now), told, kept.until)


def _weeks(measure: rules.Measure, kept: Kept, promises: Sequence[Promise], weeks: int) -> list[Week]:  # fmt: skip
    assert kept.until is not None  # noqa: S101 -- the caller has looked
    first, found = figures.first_monday(kept.until, weeks), []
    for monday in (first + timedelta(weeks=n) for n in range(weeks)):
        figure = kept.weeks.get((measure.key, monday), Figure())
        promise = rules.in_force(promises, monday + timedelta(days=6))
        state = rules.standing(measure, figure, promise)
        found.append(Week(monday, figure, figure.of(measure.statistic), promise, state))
    return found


def standings_of(kpis: Collection[Kpi], weeks: int = WEEKS) -> list[Standing]:
    """How these measures stand, in three statements."""
    if not kpis:
        return []
    kept = figures.kept({kpi.service_id for kpi in kpis}, weeks)
    promises = figures.promises_of(kpis)
    return [standing(kpi, kept[kpi.service_id], promises[kpi.pk], weeks) for kpi in kpis]


def standing_of(kpi: Kpi, weeks: int = WEEKS) -> Standing:
    """One measure as its own page shows it."""
    return standings_of([kpi], weeks)[0]


def promise_of(kpi: Kpi, day: date | None = None) -> Promise | None:
    """The promise in force on a day (today unless said)."""
    return rules.in_force(figures.promises_of([kpi])[kpi.pk], day or today())


def promises_made(kpi: Kpi) -> QuerySet[KpiTarget]:
    """What was promised, newest first."""
    return kpi.targets.order_by("-since", "-id")


def active_kpis(service_ids: Collection[int]) -> QuerySet[Kpi]:
    """The measures at work on these services."""
    rows = Kpi.objects.filter(service__in=service_ids, state=Kpi.State.ACTIVE)
    return rows.select_related("outcome", "owner", "service").order_by("measure", "id")


def all_kpis(user: User) -> QuerySet[Kpi]:
    """Measures this person sees, by service."""
    return (
        access.kpis_visible_to(user)
        .select_related("service", "owner", "outcome")
        .order_by("service__name", "measure", "id")
    )


def by_team(shown: Standing) -> list[dict[str, Any]]:
    """The figure of each team over the last four weeks with data, worst first; nobody holds what has no team."""
    if shown.until is None or shown.measure.source in ("", "outage"):
        return []
    found = figures.team_figures(shown.kpi, shown.until - timedelta(days=rules.WINDOW_DAYS), shown.until)  # fmt: skip
    names = desk.team_names({team for team in found if team})
    measure = shown.measure
    rows = [
        {"team": names.get(team, "Nobody"), "value": figure.of(measure.statistic), "n": figure.n, "interval": rules.interval(measure, figure)}
        for team, figure in found.items()
    ]  # fmt: skip
    sign = -1 if measure.better == "less" else 1
    return sorted(rows, key=lambda row: (sign * (row["value"] or 0), row["team"]))


def has_active_kpi(user: User) -> bool:
    """Is a measure at work that this person sees?"""
    return access.kpis_visible_to(user).filter(state=Kpi.State.ACTIVE).exists()


def proposed_kpi(user: User) -> str | None:
    """The first measure that waits to be put to work, of those this person sees."""
    rows = access.kpis_visible_to(user).filter(state=Kpi.State.PROPOSED).order_by("id")
    return rows.values_list("ref", flat=True).first()


def measured_service(user: User) -> str | None:
    """The slug of the first service with a measure at work that this person sees."""
    rows = access.kpis_visible_to(user).filter(state=Kpi.State.ACTIVE).order_by("id")
    return rows.values_list("service__slug", flat=True).first()


def has_counted(user: User) -> bool:
    """Is there a number behind a measure at work that this person sees?"""
    at_work = access.kpis_visible_to(user).filter(state=Kpi.State.ACTIVE)
    return PeriodFigure.objects.filter(service__in=at_work.values("service"), days=rules.WINDOW_DAYS).exists()  # fmt: skip
