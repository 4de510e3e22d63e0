"""The page of a ticket and its verbs, the same for every kind. A view authorises and parses; one operation decides and records."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practices.desk import access, forms, queries
from practices.desk.operations import verbs
from practices.desk.queries import fields, flow, undo
from practices.desk.queries.beside import beside
from practices.desk.views import preview, turns
from practices.desk.views import sheet as sheets
from practices.desk.views.many import DID
from practices.desk.views.place import came_from
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer

ASKING: dict[str, type[django_forms.Form]] = {"assign": forms.AssignForm, "hold": forms.HoldForm}


@require_safe
def go(request: HttpRequest, ref: str) -> HttpResponse:
    """A number leads to its ticket, whatever its kind, and to where it went on if it was merged or converted."""
    user = viewer(request)
    found: Any = get_or_404(user, "view", access.visible_to(user), ref=ref.upper())
    if found.continued_in_id:
        found = get_or_404(user, "view", access.visible_to(user), pk=found.continued_in_id)
    return redirect(found)


@require_safe
def ticket(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """One ticket: its moves, where the time went, the conversation."""
    return show_ticket(request, kind, ref)


def show_ticket(
    request: HttpRequest, kind: str, ref: str, failed: sheets.Failed | None = None, status: int = 409
) -> HttpResponse:  # fmt: skip
    """The ticket's page; `failed` holds forms that came back with their errors, and `status` says how."""
    if preview.is_asked(request):  # whatever was said beside the list comes back beside the list
        return preview.show_preview(request, ref, failed or {}, status if failed else 200)
    user, now, failed = viewer(request), timezone.now(), failed or {}
    sheet = sheets.of_kind(kind)
    record: Any = get_or_404(user, "view", sheet.shown(user), ref=ref)
    if record.continued_in_id and not access.only_asked(user, record):
        return go(request, ref)
    elsewhere = sheets.leads_elsewhere(user, record)
    if elsewhere:
        return redirect(elsewhere)
    lifecycle = record.lifecycle
    verbs_of_state = [v for v in lifecycle.machine.actions(record.state) if v not in sheet.apart]
    offered = [v for v in verbs_of_state if access.may(user, v, record)]
    small = beside(user, record)
    context = {
        "ticket": record, "beside": small, "family": small.family, "verbs": offered, "failed": failed,
        "strip": flow.strip(small.life, record.service_id, request.GET.get("time", "")), "came": came_from(request),
        "asking": [v for v in offered if v in ASKING or v in sheet.forms], "finish": lifecycle.finish,
        "clock": queries.clock_chip(record.__dict__, now), "clocks": queries.clocks_of(record, now),
        "own": fields.shown(record), "is_open": record.phase != "DONE",
        "too_late_for": [lost(form) for name, form in failed.items() if name in ASKING or name in sheet.forms if name not in offered],
        "may_watch": access.may(user, access.WATCH, record), "watches": any(pk == user.pk for pk, _ in small.watchers),
        "reads_survey": access.reads_notes(user, record) or access.owns_service(user, record),
        "actions": actions_for("ticket", user, record), "panels": panels_for("ticket", user, record),
        **turns.around(request, user, record, failed), **sheet.around(user, record, failed),
    }  # fmt: skip
    return render(request, sheet.template, context, status=status if failed else 200)


def lost(form: django_forms.Form) -> dict[str, Any]:
    """A verb that somebody else was quicker with: why it cannot be done now, and the words that were written for it."""
    said = getattr(form, "cleaned_data", {})
    fault = next((str(words[0]) for words in form.errors.values()), "")
    return {"fault": fault, "words": [value for value in said.values() if isinstance(value, str) and " " in value]}  # fmt: skip


@require_http_methods(["GET", "POST"])
def verb(request: HttpRequest, kind: str, ref: str, verb: str) -> HttpResponse:
    """One verb: its form for those who ask, then authorise, parse, one operation, and back to the ticket."""
    user, sheet = viewer(request), sheets.of_kind(kind)
    seen = access.visible_to(user).of_kind(kind)
    record: Any = get_or_404(user, verb, seen.select_related("team", "service"), ref=ref)
    shape = ASKING.get(verb) or sheet.forms.get(verb) or django_forms.Form
    form = shape(request.POST if request.method == "POST" else None, initial=sheet.initial(user, record, verb))  # fmt: skip
    if form.is_valid():
        try:
            verbs.do(verb, ticket=record, actor=actor_of(request), **_said(verb, form.cleaned_data))
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            # the address in the tags takes it back; the toast offers it
            can_undo = verb in (*undo.MOVES, record.lifecycle.finish)
            messages.success(
                request,
                f"{ref}: {DID.get(verb, 'done')}.",
                extra_tags=reverse("desk:undo", args=[ref]) if can_undo else "",
            )
            return redirect(record)
    if form.is_bound and not is_htmx(request):
        return show_ticket(request, kind, ref, {verb: form})
    context = {"ticket": record, "verb": verb, "form": form, "finish": record.lifecycle.finish, "title": ref, **sheet.beside(user, record, verb)}  # fmt: skip
    return render_fragment(request, "desk/_verb.html", context, status=409 if form.errors else 200)


def _said(verb: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a form says, as the operation takes it."""
    if verb != "assign":
        return data
    named: dict[str, Any] = {f"{key}_id": value.pk for key, value in data.items() if value}
    named.setdefault("assignee_id", None)  # a team alone, be it the same: back into its queue
    return named
