"""Measures in the shape of pages: exact figures of any period, how promises stand, what was touched."""

from metrics.queries.dashboard import Dashboard, dashboard, overview
from metrics.queries.days import last_closed, today
from metrics.queries.figures import (
    WEEKS,
    ends_of,
    figures_of,
    kept,
    promises_of,
    service_figures,
    values_by_day,
    values_of,
)
from metrics.queries.kpis import (
    Standing,
    Week,
    active_kpis,
    all_kpis,
    by_team,
    has_active_kpi,
    has_counted,
    measured_service,
    promise_of,
    promises_made,
    proposed_kpi,
    standing,
    standing_of,
    standings_of,
)
from metrics.queries.outcomes import PERIODS, Reached, Value, age, value, value_rows, worst
from metrics.queries.recounts import planned_of, planned_outages, recounts
from metrics.queries.signals import all_signals, open_signals, signals_of, worst_signal
from metrics.queries.touched import Touched, keys

__all__ = [
    "PERIODS", "WEEKS", "Dashboard", "Reached", "Standing", "Touched", "Value", "Week", "active_kpis", "age", "all_kpis", "all_signals", "by_team", "dashboard", "ends_of",
    "figures_of", "has_active_kpi", "has_counted", "kept", "keys", "last_closed", "measured_service", "open_signals", "overview", "planned_of", "planned_outages", "promise_of", "promises_made", "promises_of", "proposed_kpi",
    "recounts", "service_figures", "signals_of", "standing", "standing_of", "standings_of", "today", "value", "value_rows", "values_by_day", "values_of", "worst", "worst_signal",
]  # fmt: skip
