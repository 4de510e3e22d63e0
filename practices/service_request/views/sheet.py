"""How a request is shown on the desk's page of a ticket, and on the portal."""

from typing import Any

from practices.desk.states import DONE
from practices.desk.views import told
from practices.desk.views.sheet import Failed, Sheet, register
from practices.service_request import access, forms, queries, states
from svs.accounts.models import User
from svs.extensions import actions_for, panels_for


def _around(user: User, record: Any, failed: Failed) -> dict[str, Any]:
    """What stands around a request: its approval, and what was delivered."""
    detail = record.service_request
    until = queries.reopens_until(record)
    return {
        "detail": detail, "decision": states.DECISIONS.get(detail.decision, ""), "reopens_until": until,
        "too_late": record.phase == DONE and queries.is_too_late(record),
        "ballots": actions_for("ballot", user, record) if record.state == states.IN_APPROVAL else [],
        "standing": panels_for("request_decision", user, record) if detail.asked_at else [],
    }  # fmt: skip


def _elsewhere(user: User, record: Any) -> str:
    """Whoever sees it only because they were asked to decide on it has a page for that."""
    if access.works_by_office(user, record) or not record.service_request.asked_at:
        return ""
    return next((found["url"] for found in actions_for("asked", user, record)), "")


def _initial(user: User, record: Any, verb: str) -> dict[str, Any]:
    """The owner of the service is asked first, unless they are the one who needs it."""
    owner = record.service.owner if verb == "ask_approval" and record.service else None
    asks = owner is not None and owner.pk not in (record.requester_id, user.pk)
    return {"approver": owner.email} if owner is not None and asks else {}


register(
    Sheet(
        kind="request",
        template="service_request/request_ticket.html",
        shown=queries.shown,
        around=_around,
        forms={"fulfil": forms.FulfilForm, "ask_approval": forms.AskApprovalForm},
        initial=_initial,
        apart=access.DECIDE,
        elsewhere=_elsewhere,
    )
)
told.register(
    told.Told(
        kind="request",
        delivered=queries.outcome_of,
        reopens_until=queries.reopens_until,
        doing="Being done",
        ends={states.REFUSED: "Refused", states.CANCELLED: "Cancelled"},
        waits_for=queries.approvers_of,
        cancels=states.OPEN,
    )
)
