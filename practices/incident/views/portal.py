"""The portal: is it down, how do I ask, where is my request. Nothing internal is read for these pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.desk import operations as desk
from practices.desk.operations import surveys
from practices.desk.queries import requests as asked
from practices.desk.queries import surveys as survey_queries
from practices.incident import knobs, queries, rules, states
from practices.incident.forms import portal as forms
from practices.incident.operations import portal as operations
from practices.incident.queries import portal as portal_queries
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.knobs import registry
from svs.permissions.access import get_or_404
from svs.services import queries as services
from svs.web.pages import page_of, show_violation, viewer

ON_HOME, ON_SIDE, MOST = 4, 6, 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What do you need? What is disturbed, where your requests are, how your services do."""
    user = viewer(request)
    mine, now, soon = asked.mine(user), *_outages(user)
    context = {
        "part_of_day": _part_of_day(timezone.now(), user), "first_name": user.name.split()[0],
        "requests": _rows(_for_home(user, list(mine[:ON_HOME]))), "total": mine.count(), "services": _services(user, now, soon)[:ON_SIDE],
        "notices": _notices(user, now), "planned": soon[:ON_HOME],
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


def _rows(tickets: Any) -> list[dict[str, Any]]:
    """Requests as rows, each with how far it has come and whether we wait to hear how it went."""
    found = list(tickets)
    waiting = survey_queries.asked_among([ticket.pk for ticket in found if ticket.phase == "DONE"])
    return [{**_told(ticket), "survey": ticket.pk in waiting} for ticket in found]


def _told(ticket: Any) -> dict[str, Any]:
    late = bool(ticket.due_at and ticket.due_at < timezone.now())
    return {"ticket": ticket, "step": asked.how_far(ticket), "late": late}


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
    user = viewer(request)
    first = {"title": request.GET.get("q", "")[:200]}
    form = forms.AskForm(user, request.POST or None, initial=first)
    if form.is_valid():
        data = form.cleaned_data
        try:
            ticket = operations.ask_for_help(
                actor=actor_of(request), requester=user, title=data["title"], description=data["description"],
                service_id=data["service"] and data["service"].pk,
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref}: we have it.")
            return redirect(ticket.portal_url)
    notices = [one for one in _notices(user, _outages(user)[0]) if not one["outage"].is_planned]
    context = {"form": form, "notices": notices}
    return render(request, "portal/ask.html", context, status=400 if form.errors else 200)


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


@require_safe
def my_requests(request: HttpRequest) -> HttpResponse:
    """Everything I asked for: open first, then what was done last."""
    listed = page_of(request, asked.mine(viewer(request)))
    return render(request, "portal/requests.html", {**listed, "rows": _rows(listed["rows"])})


@require_safe
def my_request(request: HttpRequest, ref: str) -> HttpResponse:
    """One request of mine: how far it is, what was said, and what I can do."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: dict[str, django_forms.Form] | None = None) -> HttpResponse:  # fmt: skip
    user, failed = viewer(request), failed or {}
    ticket = get_or_404(user, "view", asked.mine(user).select_related("incident"), ref=ref)
    survey = survey_queries.survey_of(ticket) if ticket.phase == "DONE" else None
    context: dict[str, Any] = {
        **_told(ticket), "talk": asked.public_talk(ticket), "survey": survey,
        "reply": failed.get("reply") or forms.ReplyForm(), "is_closed": ticket.state == states.CLOSED,
    }  # fmt: skip
    if _may_reopen(ticket):
        context["reopen"] = failed.get("reopen") or forms.ReopenForm()
    if survey_queries.can_answer(ticket, survey):
        context["question"] = failed.get("survey") or forms.SurveyForm()
    return render(request, "portal/request.html", context, status=409 if failed else 200)


def _may_reopen(ticket: Any) -> bool:
    """Is it restored, and so lately that it may come back, closed meanwhile or not?"""
    if ticket.phase != "DONE" or ticket.resolved_at is None:
        return False
    until = rules.reopens_until(ticket.resolved_at, registry.current(knobs.REOPEN_DAYS.key))
    return until >= timezone.now()


def _act(name: str, shape: type[django_forms.Form], words: str, do: Callable[..., Any]) -> Callable[..., HttpResponse]:  # fmt: skip
    """One thing a requester does on their own request; errors stand in the form."""

    @require_POST
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        user = viewer(request)
        ticket = get_or_404(user, "view", asked.mine(user), ref=ref)
        form = shape(request.POST)
        if form.is_valid():
            try:
                do(ticket=ticket, user=user, actor=actor_of(request), **form.cleaned_data)
            except RuleViolation as violation:
                show_violation(form, violation)
            else:
                messages.success(request, words)
                return redirect(ticket.portal_url)
        return _page(request, ref, {name: form})

    return view


def _reply(*, ticket: Any, user: User, actor: Any, body: str) -> None:
    desk.add_message(ticket_id=ticket.pk, author=user, actor=actor, body=body, is_internal=False)


def _reopen(*, ticket: Any, user: User, actor: Any, words: str) -> None:
    operations.reopen_for_requester(ticket=ticket, actor=actor, requester=user, words=words)


def _survey(*, ticket: Any, user: User, actor: Any, score: int, words: str) -> None:
    surveys.answer_survey(ticket=ticket, actor=actor, score=score, words=words)


reply = _act("reply", forms.ReplyForm, "Sent.", _reply)
reopen = _act("reopen", forms.ReopenForm, "It is open again.", _reopen)
survey = _act("survey", forms.SurveyForm, "Thank you.", _survey)
