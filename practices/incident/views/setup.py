"""What the incident practice is set up with: the matrix and the templates."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practices.incident import access, forms, operations, queries, rules
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


@require_http_methods(["GET", "POST"])
def matrix(request: HttpRequest) -> HttpResponse:
    """The grid of impact and urgency, and which priority each pair makes."""
    if not access.may_set_up(viewer(request)):
        raise Forbidden
    form = forms.MatrixForm(
        request.POST or None, initial=forms.matrix_values(queries.matrix_in_force())
    )
    if form.is_valid():
        try:
            operations.set_matrix(
                actor=actor_of(request), matrix=form.matrix(), reason=form.cleaned_data["reason"]
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "The matrix is in force from now on.")
            return redirect("incident:matrix")
    context = {"form": form, "urgencies": rules.WORDS.values(), "history": queries.matrix_history()}
    return render(request, "incident/matrix.html", context, status=400 if form.errors else 200)


def _writer(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_write_templates(user):
        raise Forbidden
    return user


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Templates, those in use first."""
    user = _writer(request)
    context = {**page_of(request, queries.all_templates(user)), "may_log": access.may_log(user)}
    return render(request, "incident/template_list.html", context)


@require_http_methods(["GET", "POST"])
def new_template(request: HttpRequest) -> HttpResponse:
    """Add a template."""
    user = _writer(request)
    form = forms.TemplateForm(user, request.POST or None)
    if form.is_valid():
        try:
            made = operations.create_template(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.name} added.")
            return redirect("incident:templates")
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_template(request: HttpRequest, number: int) -> HttpResponse:
    """Change a template, or retire it."""
    user = _writer(request)
    template = get_or_404(user, "view", access.templates_visible_to(user), pk=number)
    form = forms.TemplateForm(user, request.POST or None, initial=forms.template_values(template))
    if form.is_valid():
        try:
            operations.change_template(
                template=template, actor=actor_of(request), fields=form.said(), version=form.cleaned_data["version"]
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed.")
            return redirect("incident:templates")
    return _form(request, form, template)


def _form(request: HttpRequest, form: forms.TemplateForm, template: Any) -> HttpResponse:
    context = {"form": form, "template": template}
    return render(request, "incident/template_form.html", context, status=400 if form.errors else 200)  # fmt: skip
