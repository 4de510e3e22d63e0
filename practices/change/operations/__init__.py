"""The verbs of change enablement."""

from practices.change.operations import templates
from practices.change.operations.calendar import propose_window
from practices.change.operations.caused import judge_incident, propose_for_incident
from practices.change.operations.freezes import (
    cancel_freeze,
    change_freeze,
    lift_freeze,
    make_freeze,
)
from practices.change.operations.life import (
    cancel_change,
    decided,
    draft_change,
    hold_change,
    log_standard,
    reopen_change,
    resume_change,
    start_change,
    submit_change,
    withdraw_change,
)
from practices.change.operations.maintenance import agree_window, change_window, end_window
from practices.change.operations.outcome import complete_change, take_back
from practices.change.operations.plan import assign_change, edit_plan, say_about
from practices.change.operations.review import close_change, review_change
from practices.change.operations.risk import set_risk_policy, weigh
from practices.change.operations.templates import (
    change_template,
    make_template,
    propose_by_record,
    propose_revocation,
    propose_standard,
    retire_template,
)
from practices.change.operations.timed import close_clean, tell_windows
from practices.change.queries import case_of
from practices.change.queries.templates import case_of as template_case
from practices.desk import operations as desk
from practices.desk.operations import moves, verbs
from svs import gates

__all__ = [
    "agree_window", "assign_change", "cancel_change", "cancel_freeze", "change_freeze", "change_template",
    "change_window", "close_change", "close_clean", "complete_change", "decided", "draft_change", "edit_plan",
    "end_window", "judge_incident", "lift_freeze", "log_standard", "make_freeze", "make_template",
    "propose_by_record", "propose_for_incident", "propose_revocation", "propose_standard", "propose_window",
    "reopen_change", "retire_template", "review_change", "set_risk_policy", "start_change", "submit_change",
    "tell_windows", "weigh", "withdraw_change",
]  # fmt: skip

gates.register(gates.Matter("change", "Change", case_of, decided, hold=desk.lock))
gates.register(gates.Matter("template", "Template of changes", template_case, templates.decided, hold=templates.hold))  # fmt: skip
verbs.register(
    "change",
    verbs.Verbs(
        log=draft_change,
        assign=assign_change,
        hold=hold_change,
        resume=resume_change,
        finish=complete_change,
        reopen=reopen_change,
        close=close_change,
        prioritise=moves.prioritise,
        taken_back=take_back,
        about_others=say_about,
        more={
            "submit": submit_change,
            "withdraw": withdraw_change,
            "cancel": cancel_change,
            "start": start_change,
            "review": review_change,
        },
    ),
)
