"""How a change is shown on the desk's page of a ticket."""

from typing import Any

from practices.change import access, forms, queries, states
from practices.desk.views import told
from practices.desk.views.sheet import Failed, Sheet, register
from svs import gates
from svs.accounts.models import User
from svs.extensions import panels_for

PLACES = ("track", "window", "principles", "risk", "touches", "history", "rail")


def _around(user: User, record: Any, failed: Failed) -> dict[str, Any]:
    """What stands around a change: its plan, and what the rooms about it show."""
    change = record.change
    return {
        "change": change, "type": states.TYPES[change.type], "risk": gates.RISKS[change.risk],
        "at_office": access.works_by_office(user, record),
        "may_edit": record.state in states.EDITABLE and access.may(user, access.EDIT_PLAN, record),
        **{f"{place}_panels": panels_for(f"change_{place}", user, record) for place in PLACES},
    }  # fmt: skip


def _beside(user: User, record: Any, verb: str) -> dict[str, Any]:
    """Who would be asked, before it is submitted."""
    return {"told": panels_for("change_submit", user, record)} if verb == access.SUBMIT else {}


register(
    Sheet(
        kind="change",
        template="change/change_page.html",
        shown=queries.shown,
        around=_around,
        forms={"complete": forms.CompleteForm, "review": forms.ReviewForm},
        beside=_beside,
        apart=("approve", "refuse", "void", "close"),
    )
)
told.register(
    told.Told(
        kind="change", delivered=lambda ticket: str(ticket.change.outcome_words), reopens_until=lambda ticket: None,
        doing="Being done", ends={states.REFUSED: "Refused", states.CANCELLED: "Cancelled"},
    )
)  # fmt: skip
