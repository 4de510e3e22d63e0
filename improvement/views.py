"""Pages of the improvement register."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from improvement import access, forms, operations, queries, states
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404, may
from svs.web.pages import page_of, show_violation, viewer

WHICH = {"open": "Open", "mine": "Mine", "all": "All"}


def _reader(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register: what is being done better, by whom, until when."""
    user = _reader(request)
    which = request.GET.get("show", "open")
    which = which if which in WHICH else "open"
    listed = page_of(request, queries.register(user, which=which))
    context = {**listed, "which": which, "choices": WHICH.items(), "today": timezone.localdate()}
    return render(request, "improvement/improvement_list.html", context)


@require_http_methods(["GET", "POST"])
def raise_(request: HttpRequest) -> HttpResponse:
    """Raise an improvement where it was noticed: the form says already what is known."""
    user = _reader(request)
    source = queries.source(user, request.GET.dict())
    first = {
        "issue": source.issue[:300], "owner": source.owner or user,
        "target_date": timezone.localdate() + timedelta(days=30),
        "priority": min(source.ticket.priority, 3) if source.ticket else 3,
    }  # fmt: skip
    form = forms.ImprovementForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            improvement = operations.raise_improvement(
                actor=actor_of(request), source=source, **form.fields_said()
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{improvement.ref} raised.")
            return redirect("improvement:improvement", ref=improvement.ref)
    context = {"form": form, "source": source}
    return render(request, "improvement/improvement_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def improvement(request: HttpRequest, ref: str) -> HttpResponse:
    """One improvement: expected beside actual."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: dict[str, Any] | None = None) -> HttpResponse:
    user = _reader(request)
    record = get_or_404(user, "view", queries.detail(user), ref=ref)
    verbs = [v for v in states.LIFECYCLE.actions(record.state) if access.may(user, v, record)]
    shapes = {"finish": forms.FinishForm, "drop": forms.DropForm}
    context = {
        "improvement": record, "verbs": verbs, "timeline": queries.timeline(record),
        "overdue": queries.is_overdue(record), "may_edit": record.is_open and may(user, access.EDIT, record),
        "forms": {v: (failed or {}).get(v) or shapes[v]() for v in verbs if v in shapes},
    }  # fmt: skip
    return render(request, "improvement/improvement_page.html", context, status=409 if failed else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what it says, whose it is or when it is due."""
    user = _reader(request)
    record = get_or_404(user, access.EDIT, queries.detail(user), ref=ref)
    names = ("issue", "expected_impact", "owner", "priority", "target_date")
    form = forms.ImprovementForm(request.POST or None, initial={n: getattr(record, n) for n in names})  # fmt: skip
    if form.is_valid():
        try:
            operations.change_improvement(
                improvement=record, actor=actor_of(request), fields=form.fields_said()
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} changed.")
            return redirect("improvement:improvement", ref=ref)
    context = {"form": form, "improvement": record}
    return render(request, "improvement/improvement_form.html", context, status=400 if form.errors else 200)  # fmt: skip


def _verb(
    name: str, shape: type[django_forms.Form], do: Callable[..., Any]
) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        user = _reader(request)
        record = get_or_404(user, name, queries.detail(user), ref=ref)
        form = shape(request.POST)
        if form.is_valid():
            try:
                do(improvement=record, actor=actor_of(request), **form.cleaned_data)
            except RuleViolation as violation:
                show_violation(form, violation)
            else:
                messages.success(request, f"{ref}: done.")
                return redirect("improvement:improvement", ref=ref)
        return _page(request, ref, {name: form})

    return view


start = _verb("start", django_forms.Form, operations.start_improvement)
finish = _verb("finish", forms.FinishForm, operations.finish_improvement)
drop = _verb("drop", forms.DropForm, operations.drop_improvement)
