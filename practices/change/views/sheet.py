"""How a change is shown on the desk's page of a ticket."""

from typing import Any

from django.utils import timezone

from practices.change import access, forms, queries, states
from practices.change.queries import caused, record, templates, versions
from practices.desk.views import told
from practices.desk.views.sheet import Failed, Sheet, register
from svs import gates
from svs.accounts.models import User
from svs.extensions import panels_for

MAIN = {states.DRAFT: access.SUBMIT, states.SCHEDULED: access.START, states.IMPLEMENTED: access.REVIEW}  # fmt: skip
PLACES = ("track", "window", "principles", "risk", "touches", "history", "rail")


def _around(user: User, ticket: Any, failed: Failed) -> dict[str, Any]:
    """What stands around a change: its plan, and what the rooms about it show."""
    change, now = ticket.change, timezone.now()
    kept = versions.versions_of(ticket.pk)
    return {
        "change": change, "type": states.TYPES[change.type], "risk": gates.RISKS[change.risk],
        "after_track": queries.after_track(ticket, change, now), "history": versions.history(user, ticket, kept), "kept": kept,
        "outcome": states.OUTCOMES.get(change.outcome, ""),
        "caused": caused.caused_of(user, ticket) if change.began_at else [], "may_judge": bool(change.began_at) and access.may_judge(user, ticket),
        "record": record_of(change), "standard_after": templates.standard_after() if change.template_id else 0,
        "window_over": ticket.state == states.SCHEDULED and change.ends_at is not None and change.ends_at <= now,
        "window_open": ticket.state == states.SCHEDULED and change.is_in_window(now),
        "main_verb": MAIN.get(ticket.state, ""),
        "at_office": access.works_by_office(user, ticket),
        "may_edit": ticket.state in states.EDITABLE and access.may(user, access.EDIT_PLAN, ticket),
        **{f"{place}_panels": panels_for(f"change_{place}", user, ticket) for place in PLACES},
    }  # fmt: skip


def _beside(user: User, record: Any, verb: str) -> dict[str, Any]:
    """Who would be asked, before it is submitted."""
    return {"told": panels_for("change_submit", user, record)} if verb == access.SUBMIT else {}


def record_of(change: Any) -> Any:
    """How changes of its template went."""
    return record.records([change.template_id])[change.template_id] if change.template_id else None


register(
    Sheet(
        kind="change",
        template="change/change_page.html",
        shown=queries.shown,
        around=_around,
        forms={
            "submit": forms.SubmitForm,
            "complete": forms.CompleteForm,
            "review": forms.ReviewForm,
        },
        beside=_beside,
        apart=("approve", "refuse", "void", "expire"),
    )
)
told.register(
    told.Told(
        kind="change", delivered=lambda ticket: str(ticket.change.outcome_words), reopens_until=lambda ticket: None,
        doing="Being done", ends={states.REFUSED: "Refused", states.CANCELLED: "Cancelled"},
    )
)  # fmt: skip
