"""Pages of the incident practice. A view authorises and parses; one operation decides and records."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.desk.queries import links
from practices.desk.states import CAUSES, DONE, WAITING, waits_until
from practices.incident import access, filters, forms, operations, queries, rules, states
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.permissions.access import get_or_404
from svs.web.pages import number_asked, page_of, show_violation, viewer

NEWEST = 25  # turns of the conversation shown at first


@require_safe
def queue(request: HttpRequest, whose: str = "teams") -> HttpResponse:
    """Open incidents: of my teams, held by me, or all I may see; least time left first."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        return redirect("incident:my_requests")
    tickets = access.visible_to(user).of_kind("incident").open()
    if whose == "mine":
        tickets = tickets.filter(assignee=user)
    elif whose == "teams":
        tickets = tickets.filter(team_id__in=user.team_ids)
    narrowed = filters.narrow(tickets, {n: number_asked(request, n) for n in filters.NARROWED})
    listed = page_of(request, desk_queries.queue_rows(desk_queries.least_time_left(narrowed)))
    rows = desk_queries.with_clocks(listed["rows"], timezone.now())
    shown = [{**row, "label": _label(row), "until": _until(row)} for row in rows]
    titles = {"mine": "My work", "teams": "My teams", "all": "All incidents"}
    context = {**listed, "rows": shown, "title": titles[whose], "may_log": access.may_log(user)}
    if "filter" in request.GET:  # the selects cost statements: only for those who ask
        context["filter"] = forms.FilterForm(user, initial=request.GET.dict())
    context["panels"] = panels_for("queue", user, whose) if whose == "teams" else []
    return render(request, "incident/incident_queue.html", context)


def _label(row: dict[str, Any]) -> str:
    return CAUSES.get(row["cause"], row["cause"]) if row["phase"] == WAITING else states.INCIDENT.labels[row["state"]]  # fmt: skip


def _until(row: dict[str, Any]) -> str:
    until = row["wake_at"] and timezone.localtime(row["wake_at"])
    return waits_until(until, timezone.localtime())


@require_safe
def ticket(request: HttpRequest, ref: str) -> HttpResponse:
    """One incident: its moves, where the time went, the conversation."""
    return show_ticket(request, ref)


def show_ticket(
    request: HttpRequest, ref: str, failed: dict[str, django_forms.Form] | None = None, status: int = 409
) -> HttpResponse:  # fmt: skip
    """The ticket's page; `failed` holds forms that came back with their errors, and `status` says how."""
    user, now, failed = viewer(request), timezone.now(), failed or {}
    record: Any = get_or_404(user, "view", queries.shown(user), ref=ref)
    if access.only_asked(user, record):
        return redirect(record.portal_url)
    life = desk_queries.life(record)
    verbs = [v for v in states.LIFECYCLE.actions(record.state) if access.may(user, v, record)]
    shapes = {"assign": forms.AssignForm, "hold": forms.HoldForm, "resolve": forms.ResolveForm}
    offered = {verb: failed.get(verb) or shapes[verb]() for verb in verbs if verb in shapes}
    context = {
        "ticket": record, "life": life, "split": desk_queries.split(life), "verbs": verbs, "forms": offered,
        "clock": desk_queries.clock_chip(record.__dict__, now), "clocks": desk_queries.clocks_of(record, now),
        "talk": desk_queries.conversation(user, record, newest=None if "all" in request.GET else NEWEST), "may_note": access.may(user, "note", record),
        "actions": actions_for("ticket", user, record), "panels": panels_for("ticket", user, record),
        "may_reply": access.may(user, "reply", record), "message": failed.get("message") or forms.MessageForm(),
        **_around(user, record, failed),
    }  # fmt: skip
    return render(
        request, "incident/incident_ticket.html", context, status=status if failed else 200
    )


def _around(user: User, record: Any, failed: dict[str, django_forms.Form]) -> dict[str, Any]:
    """What stands around an incident: its family, the outage it stands for, how it was resolved."""
    works = access.may(user, access.LINK, record)
    until = queries.reopens_until(record)
    down = record.down_since if works else None
    is_open = record.phase != DONE
    return {
        "weight": [rules.WORDS.get(level or 0, "–") for level in (record.impact, record.urgency)],
        "works": works, "is_open": is_open, "reopens_until": until,
        "family": queries.family(user, record), "down_since": down,
        "parent_form": failed.get("parent") or forms.ParentForm(),
        "down_form": None if down or not (works and is_open and record.service_id)
        else failed.get("down") or forms.DownForm(initial={"started_at": record.logged_at.replace(second=0, microsecond=0)}),
        "first_contact": not is_open and links.is_first_contact(record.pk),
        "too_late": until is not None and until < timezone.now(),
        "codes": (
            states.RESOLUTION_CODES.get(record.incident.resolution_code), states.CAUSE_CODES.get(record.incident.cause_code)
        ) if hasattr(record, "incident") and not is_open else (None, None),
    }  # fmt: skip


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
        return show_ticket(
            request, ref, {name if name not in ("reply", "note") else "message": form}
        )

    return view


def _assign(*, ticket: Any, actor: Any, data: Any, user: User) -> None:
    named: dict[str, Any] = {f"{key}_id": value.pk for key, value in data.items() if value}
    named.setdefault("assignee_id", None)  # a team alone, be it the same: back into its queue
    operations.assign_incident(ticket=ticket, actor=actor, **named)


def _say(is_internal: bool) -> Callable[..., None]:
    def do(*, ticket: Any, actor: Any, data: Any, user: User) -> None:
        if data["to_children"] and not is_internal and access.may(user, access.LINK, ticket):
            operations.reply_to_family(ticket=ticket, author=user, actor=actor, body=data["body"])
            return
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
