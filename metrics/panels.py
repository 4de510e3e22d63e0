"""Measures as pictures: a trend in the unit people use for its size, with its promise. And the steps of the set-up guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from metrics import queries, rules
from svs.extensions import Panel, Step
from svs.web.charts import Point, Trend

if TYPE_CHECKING:
    from metrics.models import Signal
    from metrics.queries import Dashboard, Standing, Value

UNITS = ((60, "min", 3 * 3600), (3600, "h", 3 * 86400), (86400, "d", float("inf")))


def trend(standing: Standing, *, small: bool = False) -> Trend:
    """The weeks of a measure, each with the promise it was judged by as a ground."""
    measure = standing.measure
    values = [week.value for week in standing.weeks]
    size, unit = _scale(standing, values)
    points = [
        Point(
            f"{week.monday.day} {week.monday:%b}",
            None if week.value is None else week.value / size,
            week.figure.n,
            week.promise.value / size if week.promise else None,
            week.figure.n >= measure.enough,
            week.state == rules.MISSED,
        )
        for week in standing.weeks
    ]
    return Trend(points, None, unit, _name(standing), measure.better == "more", small, not measure.is_time)  # fmt: skip


def _scale(standing: Standing, values: list[float | None]) -> tuple[float, str]:
    if not standing.measure.is_time:
        return 0.01, "%"
    largest = max([v for v in [*values, standing.target] if v is not None], default=0)
    return next((size, unit) for size, unit, upto in UNITS if largest < upto)


def _name(standing: Standing) -> str:
    """The trend as a sentence, for those who listen."""
    measure = standing.measure
    said = f"{measure.name} by week, now {rules.words_for(standing.value, measure.unit)}"
    if standing.target:
        said += f"; {rules.promise_words(measure, standing.target)} is promised"
    if standing.missed_weeks:
        said += f", broken in the last {standing.missed_weeks} weeks"
    return said


def families(board: Dashboard) -> list[dict[str, Any]]:
    """The five families with their measures, what they say and their trends."""
    return [
        {
            "name": name,
            "shown": [{"standing": s, "chart": trend(s, small=True)} for s in standings],
            "state": _family_state([s.state for s in standings]),
            "missed": sum(s.state == rules.MISSED for s in standings),
            "kept": sum(s.state in (rules.KEPT, rules.AT_RISK) for s in standings),
            "n": len(standings),
        }
        for name, standings in board.families
    ]


def _family_state(states: list[str]) -> str:
    for state in (rules.MISSED, rules.AT_RISK, rules.UNKNOWN):
        if state in states:
            return state
    return rules.KEPT if states else rules.UNKNOWN


def signal_chart(board: Dashboard, signal: Signal | None) -> Trend | None:
    """The trend behind a signal, as large as it deserves."""
    found = [s for s in board.standings if signal is not None and s.kpi.pk == signal.kpi_id]
    return trend(found[0]) if found else None


def outcomes(value: Value) -> list[dict[str, Any]]:
    """The outcomes with the trend of the measure that decides each."""
    return [
        {
            "one": one,
            "chart": trend(one.shown, small=True) if one.shown and one.shown.weeks else None,
        }
        for one in value.outcomes
    ]


def _my_dashboard(user: Any) -> str:
    """The dashboard of a service with a measure at work, else the list of services."""
    slug = queries.measured_service(user)
    return reverse("metrics:dashboard", args=[slug]) if slug else reverse("metrics:services")


def _first_measure(user: Any) -> str:
    """Where the first measure is put to work once it is written down, else where it is."""
    slug, ref = queries.measured_service(user), queries.proposed_kpi(user)
    if slug:
        return reverse("metrics:kpis")
    return reverse("metrics:kpi", args=[ref]) if ref else reverse("metrics:new_kpi")


STEPS = (
    Step(
        "measure", "A measure with a promise on your service",
        "One number that somebody will act on: tied to an outcome, with a promise and a rule for when it breaks.",
        _first_measure, queries.has_active_kpi, 50,
    ),
    Step(
        "dashboard", "Look at the dashboard",
        "Your first resolved ticket is counted within seconds: the service's page says whether it delivers.",
        _my_dashboard, queries.has_counted, 70,
    ),
)  # fmt: skip


def _health_of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    """The promise of a service that is broken and unanswered, in words: one statement."""
    signal = queries.worst_signal(user, service.pk)
    if signal is None:
        return None
    return "svs/_health.html", {"words": f"{rules.MEASURES[signal.kpi.measure].name} broken since {signal.day.day} {signal.day:%b}", "url": reverse("metrics:signal", args=[signal.pk])}  # fmt: skip


PANELS = [Panel("service_health", _health_of_service, 20)]
