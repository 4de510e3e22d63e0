"""The verbs of the incident practice: an incident's life, its family, the outages it stands for, and what it is set up with."""

from practices.desk.operations import linking, verbs
from practices.incident.operations.family import (
    make_child,
    pass_on_to_children,
    reply_to_family,
    take_out,
    tell_children_chunk,
)
from practices.incident.operations.life import (
    assign_incident,
    change_incident,
    close_incident,
    hold_incident,
    log_incident,
    log_incident_for,
    prioritise_incident,
    reopen_incident,
    resume_incident,
)
from practices.incident.operations.outages import (
    cancel_outage,
    change_outage,
    close_outage,
    close_outages_of,
    open_outage,
    open_outage_of,
    outages_go_on,
)
from practices.incident.operations.restore import resolve_children_chunk, resolve_incident
from practices.incident.operations.setup import change_template, create_template, set_matrix
from practices.incident.operations.timed import close_restored_incidents, wake_incidents
from practices.incident.operations.undone import take_back_children_chunk, taken_back

__all__ = [
    "assign_incident", "cancel_outage", "change_incident", "change_outage", "change_template", "close_incident",
    "close_outage", "close_outages_of", "close_restored_incidents", "create_template",
    "hold_incident", "log_incident", "log_incident_for", "make_child", "open_outage",
    "open_outage_of", "outages_go_on", "pass_on_to_children", "prioritise_incident",
    "reopen_incident", "reply_to_family", "resolve_children_chunk", "resolve_incident", "resume_incident", "set_matrix",
    "take_back_children_chunk", "take_out", "tell_children_chunk", "wake_incidents",
]  # fmt: skip

verbs.register(
    "incident",
    verbs.Verbs(
        log=log_incident,
        assign=assign_incident,
        hold=hold_incident,
        resume=resume_incident,
        finish=resolve_incident,
        reopen=reopen_incident,
        close=close_incident,
        prioritise=prioritise_incident,
        taken_back=taken_back,
    ),
)
linking.register_family("incident", make_child, take_out)
