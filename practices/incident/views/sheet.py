"""How an incident is shown on the desk's page of a ticket."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from practices.desk.queries import links
from practices.desk.states import DONE
from practices.desk.views import told
from practices.desk.views.sheet import Failed, Sheet, register
from practices.desk.views.ticket import show_ticket as show
from practices.incident import access, forms, queries, rules, states
from svs.accounts.models import User


def _around(user: User, record: Any, failed: Failed) -> dict[str, Any]:
    """What stands around an incident: its family, the outage it stands for, how it was resolved."""
    works = access.may(user, access.LINK, record)
    until = queries.reopens_until(record)
    down = record.down_since if works else None
    is_open = record.phase != DONE
    return {
        "weight": [rules.WORDS.get(level or 0, "–") for level in (record.impact, record.urgency)],
        "reopens_until": until, "down_since": down,
        "link_fault": _first_fault(failed.get("parent")),
        "down_form": None if down or not (works and is_open and record.service_id)
        else failed.get("down") or forms.DownForm(initial={"started_at": record.logged_at.replace(second=0, microsecond=0)}),
        "first_contact": not is_open and links.is_first_contact(record.pk),
        "too_late": until is not None and until < timezone.now(),
        "codes": (
            states.RESOLUTION_CODES.get(record.incident.resolution_code), states.CAUSE_CODES.get(record.incident.cause_code)
        ) if hasattr(record, "incident") and not is_open else (None, None),
    }  # fmt: skip


def _first_fault(form: Any) -> str:
    """What is wrong with a form that came back."""
    return next((str(words[0]) for words in form.errors.values()), "") if form else ""


def _beside(user: User, record: Any, verb: str) -> dict[str, Any]:
    """Resolving tells how many children go with it."""
    return {"family": queries.family(user, record)} if verb == states.INCIDENT.finish else {}


def show_ticket(request: HttpRequest, ref: str, failed: Failed, status: int = 409) -> HttpResponse:
    """The incident's page with forms that came back."""
    return show(request, "incident", ref, failed, status)


register(
    Sheet(
        kind="incident",
        template="incident/incident_ticket.html",
        shown=queries.shown,
        around=_around,
        forms={"resolve": forms.ResolveForm},
        beside=_beside,
    )
)
told.register(
    told.Told(
        kind="incident",
        delivered=lambda ticket: queries.resolution_of(ticket.pk)["resolution"],
        reopens_until=queries.reopens_until,
    )
)
