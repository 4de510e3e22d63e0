"""What measures can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "kpi.proposed",
    "kpi.changed",
    "kpi.target_set",
    "kpi.activated",
    "kpi.retired",
    "signal.raised",
    "signal.answered",
    "recount.started",
    "recount.finished",
)
