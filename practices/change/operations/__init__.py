"""The verbs of change enablement."""

from practices.change.operations.calendar import propose_window
from practices.change.operations.life import (
    assign_change,
    cancel_change,
    close_change,
    complete_change,
    decided,
    draft_change,
    reopen_change,
    start_change,
    submit_change,
    withdraw_change,
)
from practices.change.operations.plan import edit_plan
from practices.change.operations.risk import set_risk_policy, weigh
from practices.change.queries import case_of
from practices.desk import operations as desk
from practices.desk.operations import moves, verbs
from svs import gates

__all__ = [
    "assign_change", "cancel_change", "close_change", "complete_change", "decided", "draft_change", "edit_plan",
    "propose_window", "reopen_change", "set_risk_policy", "start_change", "submit_change", "weigh", "withdraw_change",
]  # fmt: skip

gates.register(gates.Matter("change", "Change", case_of, decided, hold=desk.lock))
verbs.register(
    "change",
    verbs.Verbs(
        log=draft_change,
        assign=assign_change,
        hold=moves.wait_for,
        resume=submit_change,
        finish=complete_change,
        reopen=reopen_change,
        close=close_change,
        prioritise=moves.prioritise,
        more={
            "submit": submit_change,
            "withdraw": withdraw_change,
            "cancel": cancel_change,
            "start": start_change,
        },
    ),
)
