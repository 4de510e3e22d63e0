"""Drafting a change, editing what it says it will do, and holding its versions against each other."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practices.change import access, forms, operations, queries
from practices.change.queries import templates, versions
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import number_asked, show_violation, viewer


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a change, from a template or without."""
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    asked = request.POST.get("template") or request.GET.get("template", "")
    template: Any = get_or_404(user, "view", templates.usable(user), ref=asked) if asked else None
    first = forms.values_of(template) if template else {"team": min(user.team_ids, default=None)}  # fmt: skip
    form = forms.DraftForm(user, request.POST or None, initial=first)
    if form.is_valid():
        try:
            ticket = operations.draft_change(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            left = (
                template is not None
                and template.state == "STANDARD"
                and ticket.change.type == "normal"
            )  # type: ignore[attr-defined]
            messages.success(request, f"{ticket.ref} drafted{', as a normal change: it is made otherwise than its template says' if left else ''}.")  # fmt: skip
            return redirect(ticket)
    context = {"form": form, "template": template}
    return render(request, "change/change_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def standard(request: HttpRequest) -> HttpResponse:
    """Log a standard change: which, where, and it may begin."""
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    form = forms.StandardForm(user, request.POST or None, initial={"template": request.GET.get("template", "")})  # fmt: skip
    if form.is_valid():
        said = form.cleaned_data
        try:
            ticket = operations.log_standard(
                actor=actor_of(request), template=said["template"], where=said["title"], starts_at=said["starts_at"], assignee_id=user.pk,
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref}: nobody has to be asked.")
            return redirect(ticket)
    context = {"form": form, "any": templates.standard(user).exists()}
    return render(request, "change/standard_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Edit what it says; where somebody else was quicker, the page says so and keeps the words."""
    user = viewer(request)
    record: Any = get_or_404(user, access.EDIT_PLAN, queries.editable(user), ref=ref)
    first = forms.edit_values(record)
    form, stale = forms.EditForm(user, request.POST or None, initial=first), False
    if form.is_valid():
        was = record.change.type
        try:
            now = operations.edit_plan(ticket=record, actor=actor_of(request), fields=queries.with_hidden(user, record, form.said()), version=form.cleaned_data["version"])  # fmt: skip
        except StaleVersion:
            stale = True
            said = request.POST.copy()
            said["version"] = str(record.version)
            form = forms.EditForm(user, said, initial=first)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref}: {_what_followed(record, now, was, form.said()['type'])}")  # fmt: skip
            return redirect(record)
    context = {"form": form, "ticket": record, "stale": stale, "decided_anew": queries.is_decided_anew(record)}  # fmt: skip
    return render(request, "change/change_edit.html", context, status=409 if stale else 400 if form.errors else 200)  # fmt: skip


def _what_followed(record: Any, now: Any, was: str, said: str) -> str:
    now_type = queries.editable_type(record.pk)
    left = " It is a normal change now: it is made otherwise than its template says." if now_type != said and was != now_type else ""  # fmt: skip
    return ("unchanged." if now.version == record.version else "edited.") + left


@require_safe
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Two versions held against each other: the newest against the one before unless said."""
    user = viewer(request)
    record: Any = get_or_404(user, "view", queries.shown(user), ref=ref)
    if access.only_asked(user, record):
        raise Forbidden
    kept = versions.versions_of(record.pk)
    by_number = {one.number: one for one in kept}
    newer = by_number.get(number_asked(request, "until") or 0) or kept[-1]
    before = [one for one in kept if one.number < newer.number]
    older = by_number.get(number_asked(request, "since") or 0) or (before[-1] if before else newer)
    if older.number > newer.number:
        older, newer = newer, older
    context = {
        "ticket": record, "kept": kept, "older": older, "newer": newer, "differs": versions.compared(user, older, newer),
    }  # fmt: skip
    return render(request, "change/compare.html", context)
