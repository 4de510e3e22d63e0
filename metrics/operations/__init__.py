"""The verbs of measures: propose, promise, put to work, retire; count; raise a signal and answer it."""

from metrics.operations.cells import (
    CLOSE,
    RECOUNT,
    close_day,
    close_history,
    close_next,
    recount_next,
    recount_running,
    refresh,
    start_closing,
    start_recount,
)
from metrics.operations.kpis import activate_kpi, change_kpi, propose_kpi, retire_kpi
from metrics.operations.signals import answer_signal, look_at, look_at_services, tell_owner

__all__ = [
    "CLOSE", "RECOUNT", "activate_kpi", "answer_signal", "change_kpi", "close_day", "close_history", "close_next", "look_at",
    "look_at_services", "propose_kpi", "recount_next", "recount_running", "refresh", "retire_kpi", "start_closing", "start_recount", "tell_owner",
]  # fmt: skip
