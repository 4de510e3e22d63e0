"""Measures as pictures: a trend in the unit people use for its size, with its promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from metrics import rules
from svs.web.charts import Point, Trend

if TYPE_CHECKING:
    from metrics.models import Signal
    from metrics.queries import Dashboard, Standing

UNITS = ((60, "min", 3 * 3600), (3600, "h", 3 * 86400), (86400, "d", float("inf")))


def trend(standing: Standing, *, small: bool = False) -> Trend:
    """The weeks of a measure, its promise as a ground."""
    statistic = standing.measure.statistic
    values = [figure.of(statistic) for _, figure in standing.weeks]
    largest = max([v for v in [*values, standing.target] if v is not None], default=0)
    size, unit = next((size, unit) for size, unit, upto in UNITS if largest < upto)
    points = [
        Point(_label(monday), None if value is None else value / size, figure.n)
        for (monday, figure), value in zip(standing.weeks, values, strict=True)
    ]
    goal = standing.target / size if standing.target else None
    return Trend(points, goal, unit, _name(standing), small=small)


def _label(monday: Any) -> str:
    return f"{monday.day} {monday:%b}"


def _name(standing: Standing) -> str:
    """The trend as a sentence, for those who listen."""
    said = f"{standing.measure.name} by week, now {rules.words_for(standing.value)}"
    if standing.target:
        said += f"; {rules.words_for(standing.target)} or less is promised"
    if standing.missed_weeks:
        said += f", broken in the last {standing.missed_weeks} weeks"
    return said


def families(board: Dashboard) -> list[dict[str, Any]]:
    """The five families with their measures, what they say and their trends."""
    return [
        {
            "name": name,
            "shown": [{"standing": s, "chart": trend(s, small=True)} for s in standings],
            "kept": sum(s.state == rules.KEPT for s in standings),
            "missed": sum(s.state == rules.MISSED for s in standings),
            "n": len(standings),
        }
        for name, standings in board.families
    ]


def signal_chart(board: Dashboard, signal: Signal | None) -> Trend | None:
    """The trend behind a signal, as large as it deserves."""
    found = [s for s in board.standings if signal is not None and s.kpi.pk == signal.kpi_id]
    return trend(found[0]) if found else None
