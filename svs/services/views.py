"""Administer services and outcomes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import access, forms, operations, queries, rules
from svs.web.pages import page_of, show_violation, viewer


def _administrator(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_administer(user):
        raise Forbidden
    return user


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """All services, with what their value statement lacks."""
    listed = page_of(request, queries.all_services(_administrator(request)))
    rows = [{"service": service, "faults": rules.faults(service.value_statement)} for service in listed["rows"]]  # fmt: skip
    return render(request, "services/service_list.html", {**listed, "rows": rows})


@require_http_methods(["GET", "POST"])
def new_service(request: HttpRequest) -> HttpResponse:
    """Add a service."""
    _administrator(request)
    form = forms.ServiceForm(request.POST or None)
    if form.is_valid():
        fields, links = form.said()
        try:
            service = operations.create_service(actor=actor_of(request), links=links, **fields)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{service.name} added.")
            return redirect("services:edit_service", slug=service.slug)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_service(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a service: administrators, and its owner."""
    user = viewer(request)
    service = get_or_404(user, access.EDIT, queries.editable_service(user), slug=slug)
    first = forms.first_values(service)
    form = forms.ServiceForm(
        request.POST or None,
        initial=first,
        itself=service.pk,
        sets_sender=access.may_administer(user),
    )
    if form.is_valid():
        fields, links = form.said()
        try:
            operations.change_service(
                service=service, actor=actor_of(request), fields=fields, links=links
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{fields['name']} changed.")
            return redirect("services:edit_service", slug=slug)
    return _form(request, form, service, impact=queries.impact(user, service))


def _form(request: HttpRequest, form: forms.ServiceForm, service: Any, **more: Any) -> HttpResponse:  # fmt: skip
    context = {
        **more,
        "form": form, "service": service, "faults": rules.faults(service.value_statement) if service else [],
        "long": ("outcomes", "needs"),
    }  # fmt: skip
    return render(request, "services/service_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def category_tree(request: HttpRequest, slug: str) -> HttpResponse:
    """What tickets of a service are about, as a tree; add to it."""
    user = viewer(request)
    service = get_or_404(user, access.EDIT, access.visible_to(user), slug=slug)
    tree = queries.category_tree(service)
    form = forms.CategoryForm(tree, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            operations.create_category(actor=actor_of(request), service=service, name=data["name"], parent_id=data["parent"])  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{data['name']} added.")
            return redirect("services:categories", slug=slug)
    context = {"service": service, "tree": tree, "form": form}
    return render(request, "services/category_tree.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_category(request: HttpRequest, number: int) -> HttpResponse:
    """Rename a category, put it elsewhere, retire it."""
    user = viewer(request)
    category = get_or_404(user, access.EDIT, queries.categories(user), pk=number)
    first = {"name": category.name, "parent": category.parent_id, "is_active": category.is_active, "version": category.version}  # fmt: skip
    tree = queries.category_tree(category.service)
    form = forms.CategoryEditForm(tree, request.POST or None, initial=first)
    if form.is_valid():
        data = dict(form.cleaned_data)
        version, data["parent_id"] = data.pop("version"), data.pop("parent")
        try:
            operations.change_category(category=category, actor=actor_of(request), fields=data, version=version)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{data['name']} changed.")
            return redirect("services:categories", slug=category.service.slug)
    context = {"category": category, "service": category.service, "form": form}
    return render(request, "services/category_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def outcome_list(request: HttpRequest) -> HttpResponse:
    """The three to five results that matter most."""
    _administrator(request)
    return render(request, "services/outcome_list.html", {"rows": list(queries.all_outcomes()[:100])})  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_outcome(request: HttpRequest) -> HttpResponse:
    """Add an outcome; a sixth is refused."""
    _administrator(request)
    form = forms.OutcomeForm(request.POST or None)
    if form.is_valid():
        said = form.said()
        said.pop("is_active")
        try:
            outcome = operations.create_outcome(actor=actor_of(request), **said)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{outcome.name} added.")
            return redirect("services:outcomes")
    return render(request, "services/outcome_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Change or retire an outcome."""
    user = _administrator(request)
    outcome = get_or_404(user, "view", queries.all_outcomes(), slug=slug)
    form = forms.OutcomeForm(request.POST or None, initial=forms.outcome_values(outcome))
    if form.is_valid():
        try:
            operations.change_outcome(outcome=outcome, actor=actor_of(request), fields=form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{outcome.name} changed.")
            return redirect("services:outcomes")
    context = {"form": form, "outcome": outcome}
    return render(request, "services/outcome_form.html", context, status=400 if form.errors else 200)  # fmt: skip
