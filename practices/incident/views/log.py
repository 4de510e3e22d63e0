"""Logging an incident and changing what it says."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practices.incident import access, forms, operations, queries, rules
from practices.incident.views.known import what_is_known
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import number_asked, show_violation, viewer


def _logger(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    return user


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log an incident for a caller, found or created; a template says already what is known."""
    user = _logger(request)
    templates = list(queries.templates(user))
    chosen = number_asked(request, "template")
    template = next((row for row in templates if row.pk == chosen), None)
    form = forms.LogForm(user, request.POST or None, initial=forms.template_values(template) if template else None)  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        try:
            ticket = operations.log_incident_for(
                actor=actor_of(request), email=data["caller_email"], name=data["caller_name"], title=data["title"],
                description=data["description"], service_id=data["service"] and data["service"].pk,
                category_id=data["category"], team_id=data["team"] and data["team"].pk, impact=data["impact"],
                urgency=data["urgency"], channel="phone", own=form.own(),
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref} logged.")
            return redirect("incident:ticket", ref=ticket.ref)
    context = {
        "form": form, "templates": templates, "template": template, **what_is_known(user, request), **_hints(form["impact"].value(), form["urgency"].value()),
    }  # fmt: skip
    return render(request, "incident/incident_log.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def hints(request: HttpRequest) -> HttpResponse:
    """What follows from service, impact and urgency while the form is filled in."""
    user = _logger(request)
    asked = request.GET
    form = forms.LogForm(user, initial={"category": asked.get("category", "")}, service_id=number_asked(request, "service"))  # fmt: skip
    context = {"form": form, **_hints(asked.get("impact"), asked.get("urgency"))}
    return render(request, "incident/_log_hints.html", context)


def _hints(impact: Any, urgency: Any) -> dict[str, Any]:
    """The matrix in force, and what it makes of these two."""
    matrix = queries.matrix()
    levels = [int(value) if str(value) in ("1", "2", "3") else 2 for value in (impact, urgency)]
    rows = [(rules.WORDS[i], matrix[i - 1]) for i in rules.LEVELS]
    return {"explained": rules.explain(matrix, *levels), "matrix": rows, "urgencies": rules.WORDS.values()}  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what an incident says; where somebody else was quicker, the page says what changed and keeps the words."""
    user = viewer(request)
    record = get_or_404(user, access.PRIORITISE, queries.editable(user), ref=ref)
    form = forms.EditForm(user, request.POST or None, initial=forms.edit_values(record))
    changed: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            operations.change_incident(
                ticket=record, actor=actor_of(request), fields=form.said(), version=form.cleaned_data["version"]
            )  # fmt: skip
        except StaleVersion:
            changed = forms.changed_meanwhile(form, record)
            form = _again(user, request, record)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} changed.")
            return redirect("incident:ticket", ref=ref)
    stale = changed or (bool(request.POST) and not form.errors)
    context = {"form": form, "ticket": record, "changed": changed, "stale": stale}
    return render(request, "incident/incident_edit.html", context, status=409 if stale else 400 if form.errors else 200)  # fmt: skip


def _again(user: User, request: HttpRequest, record: Any) -> forms.EditForm:
    """The form with the words it came with, held against the incident as it is now."""
    data = request.POST.copy()
    for name, value in forms.edit_values(record).items():
        data[f"initial-{name}"] = "" if value is None else str(value)
    data["version"] = str(record.version)
    return forms.EditForm(user, data, initial=forms.edit_values(record))
