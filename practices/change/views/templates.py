"""Templates of changes with their record: written, proposed as standard, revoked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.change import access, forms, operations
from practices.change.queries import record, templates
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events import queries as events
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer

DOES = {
    "propose": (access.PROPOSE, operations.propose_standard, "proposed as standard"),
    "revoke": (access.PROPOSE, operations.propose_revocation, "proposed to be revoked"),
    "retire": (access.RETIRE, operations.retire_template, "retired"),
}


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Every template with its record, the standard ones first."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        raise Forbidden
    context = {"rows": templates.listed(user), "may_write": access.is_agent(user), "after": templates.standard_after()}  # fmt: skip
    return render(request, "change/template_list.html", context)


@require_safe
def template(request: HttpRequest, ref: str) -> HttpResponse:
    """One template: how it is made, how it went, what those who decide say of it."""
    user = viewer(request)
    row: Any = get_or_404(user, "view", templates.shown(user), ref=ref)
    by_team = record.by_team(row.pk)
    context = {
        "template": row, "record": record.records([row.pk])[row.pk], "by_team": by_team, "after": templates.standard_after(),
        "may_write": access.may_template(user, access.EDIT, row), "may_log": access.may_log(user),
        "told": events.told_of("changetemplate", row.pk),
        "track_panels": panels_for("template_track", user, row), "rail_panels": panels_for("template_rail", user, row),
    }  # fmt: skip
    return render(request, "change/template_page.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a template."""
    user = viewer(request)
    if not access.is_agent(user):
        raise Forbidden
    form = forms.TemplateForm(user, request.POST or None)
    if form.is_valid():
        try:
            row = operations.make_template(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{row.ref} written.")
            return redirect(row)
    return render(request, "change/template_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Edit a template; where somebody else was quicker, the page says so and keeps the words."""
    user = viewer(request)
    row: Any = get_or_404(user, access.EDIT, templates.shown(user), ref=ref)
    form, stale = forms.TemplateForm(user, request.POST or None, initial=forms.template_values(row)), False  # fmt: skip
    if form.is_valid():
        try:
            operations.change_template(template=row, actor=actor_of(request), fields=form.said(), version=form.cleaned_data["version"])  # fmt: skip
        except StaleVersion:
            stale = True
            said = request.POST.copy()
            said["version"] = str(row.version)
            form = forms.TemplateForm(user, said, initial=forms.template_values(row))
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} edited.")
            return redirect(row)
    context = {"form": form, "template": row, "stale": stale}
    return render(request, "change/template_form.html", context, status=409 if stale else 400 if form.errors else 200)  # fmt: skip


@require_POST
def act(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Propose it as standard, propose to revoke it, or retire it."""
    user = viewer(request)
    right, do, did = DOES[verb]
    row: Any = get_or_404(user, right, templates.shown(user), ref=ref)
    try:
        do(template=row, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{ref}: {did}.")
    return redirect(row)
