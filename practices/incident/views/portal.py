"""The portal: is it down, how do I ask, where is my request. Nothing internal is read for these pages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.desk.queries import requests as asked
from practices.desk.queries import surveys as survey_queries
from practices.desk.views import asking
from practices.desk.views.portal import as_rows
from practices.incident import queries
from practices.incident.forms import portal as forms
from practices.incident.operations import portal as operations
from practices.incident.queries import portal as portal_queries
from svs.accounts.models import User
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.permissions.access import get_or_404
from svs.services import queries as services
from svs.web.pages import page_of, viewer

ON_HOME, ON_SIDE, MOST = 4, 6, 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What do you need? What is disturbed, where your requests are, how your services do."""
    user = viewer(request)
    mine, now, soon = asked.mine(user), *_outages(user)
    context = {
        "part_of_day": _part_of_day(timezone.now(), user), "first_name": user.name.split()[0],
        "requests": as_rows(_for_home(user, list(mine[:ON_HOME]))), "total": mine.count(), "services": _services(user, now, soon)[:ON_SIDE],
        "notices": _notices(user, now), "planned": soon[:ON_HOME], "panels": panels_for("portal", user, None),
    }  # fmt: skip
    return render(request, "portal/home.html", context)


def _for_home(user: User, tickets: list[Any]) -> list[Any]:
    """The first few, and in the last place what we want to hear of."""
    unsaid = survey_queries.newest_unsaid(user)
    if unsaid is None or unsaid in tickets:
        return tickets
    return [*tickets[: ON_HOME - 1], unsaid]


def _outages(user: User) -> tuple[list[Any], list[Any]]:
    """What is down or maintained now, and what will be soon, of the services this person sees."""
    return list(queries.outages_now(user)[:MOST]), list(queries.planned_soon(user)[:MOST])


def _notices(user: User, now: list[Any]) -> list[dict[str, Any]]:
    """What is down now, each with the request by which this person told us."""
    told = portal_queries.told_about(user, now)
    return [{"outage": outage, "mine": told.get(outage.pk)} for outage in now]


def _part_of_day(now: datetime, user: User) -> str:
    hour = now.astimezone(ZoneInfo(user.time_zone or settings.SVS_TIME_ZONE)).hour
    return "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"


def _services(user: User, now: list[Any], soon: list[Any]) -> list[dict[str, Any]]:
    """How each service does: what is down first, then those this person asked about most, then the weightiest."""
    often = asked.services_asked_about(user)
    states_of = {outage.service_id: "planned" for outage in soon}
    states_of |= {outage.service_id: "maintenance" for outage in now if outage.is_planned}
    states_of |= {outage.service_id: "disturbed" for outage in now if not outage.is_planned}
    rows = [{"service": s, "state": states_of.get(s.pk, "working")} for s in services.usable_by(user)]  # fmt: skip
    return sorted(rows, key=lambda row: (row["state"] != "disturbed", -often.get(row["service"].pk, 0), row["service"].tier, row["service"].name))  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for help; the words from the first page come along."""

    def beside() -> dict[str, Any]:
        user = viewer(request)
        return {"notices": [one for one in _notices(user, _outages(user)[0]) if not one["outage"].is_planned]}  # fmt: skip

    return asking.ask(request, forms.AskForm, operations.ask_for_help, "portal/ask.html", beside)


@require_POST
def affected(request: HttpRequest, number: int) -> HttpResponse:
    """This disturbance affects me too: a request of my own, which the desk works with the others."""
    user = viewer(request)
    outage = get_or_404(user, "view", queries.outages_now(user), pk=number)
    ticket = operations.tell_about(outage=outage, actor=actor_of(request), requester=user)
    messages.success(request, f"{ticket.ref}: we have it. You hear from us when it works again.")
    return redirect(ticket.portal_url)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How the services do now, what is planned, and what was down in the last 30 days."""
    user = viewer(request)
    now, soon = _outages(user)
    context = {
        "services": _services(user, now, soon), "notices": _notices(user, now), "planned": soon,
        **page_of(request, portal_queries.past_outages(user)),
    }  # fmt: skip
    return render(request, "portal/status.html", context)
