"""The own fields of each kind of ticket, set up by administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practices.desk import access
from practices.desk.forms.own import OwnFieldForm, own_field_values
from practices.desk.operations import fields as operations
from practices.desk.queries import fields as queries
from practices.desk.states import kinds
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


def _administrator(request: HttpRequest) -> None:
    if not access.may_set_up(viewer(request)):
        raise Forbidden


@require_safe
def field_list(request: HttpRequest) -> HttpResponse:
    """Every own field, by kind, those in use first."""
    _administrator(request)
    listed = page_of(request, queries.all_fields())
    labels = {kind.key: kind.label for kind in kinds().values()}
    rows = [{"field": row, "kind": labels.get(row.kind, row.kind)} for row in listed["rows"]]
    return render(request, "desk/own_field_list.html", {**listed, "rows": rows})


@require_http_methods(["GET", "POST"])
def new_field(request: HttpRequest) -> HttpResponse:
    """Add a field to a kind."""
    _administrator(request)
    form = OwnFieldForm(request.POST or None)
    if form.is_valid():
        try:
            made = operations.add_field(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.label} added.")
            return redirect("desk:own_fields")
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_field(request: HttpRequest, number: int) -> HttpResponse:
    """Change a field, or retire it."""
    _administrator(request)
    row = get_or_404(viewer(request), access.EDIT, queries.all_fields(), pk=number)
    form = OwnFieldForm(request.POST or None, initial=own_field_values(row), known=True)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            operations.change_field(row=row, actor=actor_of(request), fields=form.said(), version=version)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['label']} changed.")
            return redirect("desk:own_fields")
    return _form(request, form, row)


def _form(request: HttpRequest, form: OwnFieldForm, row: Any) -> HttpResponse:
    context = {"form": form, "field_row": row}
    return render(request, "desk/own_field_form.html", context, status=400 if form.errors else 200)
