"""Pages of the incident practice. A view authorises and parses; one operation decides and records."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.incident import access, forms, operations, states
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


@require_safe
def queue(request: HttpRequest, whose: str = "teams") -> HttpResponse:
    """Open incidents: of my teams, held by me, or all I may see; least time left first."""
    user = viewer(request)
    tickets = access.visible_to(user).of_kind("incident").open()
    if whose == "mine":
        tickets = tickets.filter(assignee=user)
    elif whose == "teams":
        tickets = tickets.filter(team_id__in=user.team_ids)
    listed = page_of(request, desk_queries.queue_rows(desk_queries.least_time_left(tickets)))
    rows = desk_queries.with_clocks(listed["rows"], timezone.now())
    shown = [{**row, "label": _label(row)} for row in rows]
    titles = {"mine": "My work", "teams": "My teams", "all": "All incidents"}
    context = {**listed, "rows": shown, "title": titles[whose], "may_log": access.may_log(user)}
    context["panels"] = panels_for("queue", user, whose) if whose == "teams" else []
    return render(request, "incident/incident_queue.html", context)


def _label(row: dict[str, Any]) -> str:
    if row["phase"] == "WAITING":
        return str(row["cause"]).capitalize()
    return states.INCIDENT.labels[row["state"]]


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log an incident for a caller, found or created."""
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    form = forms.LogForm(user, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            ticket = operations.log_incident_for(
                actor=actor_of(request), email=data["caller_email"], name=data["caller_name"], title=data["title"],
                description=data["description"], service_id=data["service"] and data["service"].pk,
                team_id=data["team"] and data["team"].pk, impact=data["impact"], urgency=data["urgency"], channel="phone",
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref} logged.")
            return redirect("incident:ticket", ref=ticket.ref)
    return render(
        request, "incident/incident_log.html", {"form": form}, status=400 if form.errors else 200
    )


@require_safe
def ticket(request: HttpRequest, ref: str) -> HttpResponse:
    """One incident: its moves, where the time went, the conversation."""
    return _page(request, ref)


def _page(
    request: HttpRequest, ref: str, failed: dict[str, django_forms.Form] | None = None
) -> HttpResponse:
    user, now = viewer(request), timezone.now()
    record = get_or_404(user, "view", access.visible_to(user).of_kind("incident").select_related(
        "service", "service__owner", "team", "assignee", "requester", "incident"), ref=ref)  # fmt: skip
    life = desk_queries.life(record)
    verbs = [v for v in states.LIFECYCLE.actions(record.state) if access.may(user, v, record)]
    shapes = {"assign": forms.AssignForm, "hold": forms.HoldForm, "resolve": forms.ResolveForm}
    offered = {verb: (failed or {}).get(verb) or shapes[verb]() for verb in verbs if verb in shapes}
    context = {
        "ticket": record, "life": life, "split": desk_queries.split(life), "verbs": verbs, "forms": offered,
        "clock": desk_queries.clock_chip(record.__dict__, now), "clocks": desk_queries.clocks_of(record, now),
        "talk": desk_queries.conversation(user, record), "may_note": access.may(user, "note", record),
        "actions": actions_for("ticket", user, record), "panels": panels_for("ticket", user, record),
        "may_reply": access.may(user, "reply", record), "message": (failed or {}).get("message") or forms.MessageForm(),
    }  # fmt: skip
    return render(request, "incident/incident_ticket.html", context, status=409 if failed else 200)


def _verb(
    name: str, shape: type[django_forms.Form], do: Callable[..., Any]
) -> Callable[..., HttpResponse]:
    """The page of one verb: authorise, parse, one operation, back to the ticket; errors stand in the form."""

    @require_POST
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        user = viewer(request)
        record = get_or_404(user, name, access.visible_to(user).of_kind("incident"), ref=ref)
        form = shape(request.POST)
        if form.is_valid():
            try:
                do(ticket=record, actor=actor_of(request), data=form.cleaned_data, user=user)
            except RuleViolation as violation:
                show_violation(form, violation)
            else:
                messages.success(request, f"{ref}: done.")
                return redirect("incident:ticket", ref=ref)
        return _page(request, ref, {name if name not in ("reply", "note") else "message": form})

    return view


def _assign(*, ticket: Any, actor: Any, data: Any, user: User) -> None:
    named = {f"{key}_id": value.pk for key, value in data.items() if value}
    operations.assign_incident(ticket=ticket, actor=actor, **named)


def _say(is_internal: bool) -> Callable[..., None]:
    def do(*, ticket: Any, actor: Any, data: Any, user: User) -> None:
        desk.add_message(
            ticket_id=ticket.pk,
            author=user,
            actor=actor,
            body=data["body"],
            is_internal=is_internal,
        )

    return do


def _plain(operation: Callable[..., Any]) -> Callable[..., None]:
    def do(*, ticket: Any, actor: Any, data: Any, user: User) -> None:
        operation(ticket=ticket, actor=actor, **data)

    return do


assign = _verb("assign", forms.AssignForm, _assign)
hold = _verb("hold", forms.HoldForm, _plain(operations.hold_incident))
resume = _verb("resume", django_forms.Form, _plain(operations.resume_incident))
resolve = _verb("resolve", forms.ResolveForm, _plain(operations.resolve_incident))
reopen = _verb("reopen", django_forms.Form, _plain(operations.reopen_incident))
close = _verb("close", django_forms.Form, _plain(operations.close_incident))
reply = _verb("reply", forms.MessageForm, _say(False))
note = _verb("note", forms.MessageForm, _say(True))
