"""The verbs of the service request practice: a request's life, and the approval it may wait for."""

from practices.desk import operations as desk
from practices.desk.operations import verbs
from practices.service_request.operations.approval import (
    ask_approval,
    cancel_request,
    decided,
    say_about,
)
from practices.service_request.operations.life import (
    assign_request,
    change_request,
    close_request,
    fulfil_request,
    hold_request,
    log_request,
    log_request_for,
    prioritise_request,
    reopen_request,
    resume_request,
)
from practices.service_request.operations.timed import close_fulfilled_requests, wake_requests
from practices.service_request.queries import case_of
from svs import gates

__all__ = [
    "ask_approval", "assign_request", "cancel_request", "change_request", "close_fulfilled_requests",
    "close_request", "fulfil_request", "hold_request", "log_request", "log_request_for", "prioritise_request",
    "reopen_request", "resume_request", "wake_requests",
]  # fmt: skip

gates.register(gates.Matter("request", "Service request", case_of, decided, hold=desk.lock))
verbs.register(
    "request",
    verbs.Verbs(
        log=log_request,
        assign=assign_request,
        hold=hold_request,
        resume=resume_request,
        finish=fulfil_request,
        reopen=reopen_request,
        close=close_request,
        prioritise=prioritise_request,
        about_others=say_about,
        more={
            "ask_approval": ask_approval,
            "cancel": cancel_request,
        },
    ),
)
