"""Pages of freezes and maintenance windows."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.change import access, forms, operations, queries
from practices.change.rules.windows import in_words
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


@require_safe
def freeze_list(request: HttpRequest) -> HttpResponse:
    """When nothing may change: ahead, now, and over."""
    user = viewer(request)
    if not access.reads_calendar(user):
        raise Forbidden
    listed = page_of(request, queries.all_freezes(user))
    now = timezone.now()
    shown = [
        {"freeze": row, "services": queries.shown_services(user, row), "all": not row.services.all(), "state": row.state_at(now)}
        for row in listed["rows"]
    ]  # fmt: skip
    context = {**listed, "rows": shown, "may_freeze": access.may_freeze(user)}
    return render(request, "change/calendar_freezes.html", context)


@require_http_methods(["GET", "POST"])
def new_freeze(request: HttpRequest) -> HttpResponse:
    """Make a freeze; the changes that lie in it are shown before it is saved."""
    user = viewer(request)
    if not access.may_freeze(user):
        raise Forbidden
    form = forms.FreezeForm(user, request.POST or None)
    return _freeze(request, form, None, lambda: operations.make_freeze(actor=actor_of(request), **form.said()))  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_freeze(request: HttpRequest, number: int) -> HttpResponse:
    """Put a freeze right."""
    user = viewer(request)
    freeze = _one_freeze(request, number)
    hidden = [one.pk for one in freeze.services.all() if not access.knows(user, one)]
    form = forms.FreezeForm(user, request.POST or None, initial=forms.freeze_values(freeze), hidden=hidden)  # fmt: skip
    return _freeze(
        request, form, freeze,
        lambda: operations.change_freeze(
            freeze=freeze, actor=actor_of(request), fields=form.said(), version=form.cleaned_data["version"]
        ),
    )  # fmt: skip


def _freeze(request: HttpRequest, form: Any, freeze: Any, save: Any) -> HttpResponse:
    """Show what lies in it first; saved once that was seen, or where nothing does."""
    held: dict[str, Any] | None = None
    if form.is_valid():
        said = form.said()
        if said["starts_at"] < said["ends_at"]:
            held = queries.affected(viewer(request), (said["starts_at"], said["ends_at"]), said["service_ids"])  # fmt: skip
        if held is None or held["count"] == 0 or form.cleaned_data["seen"] == held["count"]:
            try:
                saved = save()
            except RuleViolation as violation:
                show_violation(form, violation)
            else:
                messages.success(request, f"{saved.name} saved.")
                return redirect("change:freezes")
    context = {
        "form": form, "freeze": freeze, "held": held, "state": freeze.state_at(timezone.now()) if freeze else "",
    }  # fmt: skip
    return render(request, "change/calendar_freeze_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def lift_freeze(request: HttpRequest, number: int) -> HttpResponse:
    """End a freeze that has begun."""
    freeze = _one_freeze(request, number)
    return _done(request, lambda: operations.lift_freeze(freeze=freeze, actor=actor_of(request)), f"{freeze.name} lifted.")  # fmt: skip


@require_POST
def cancel_freeze(request: HttpRequest, number: int) -> HttpResponse:
    """A freeze that has not begun will not be."""
    freeze = _one_freeze(request, number)
    return _done(request, lambda: operations.cancel_freeze(freeze=freeze, actor=actor_of(request)), f"{freeze.name} cancelled.")  # fmt: skip


def _one_freeze(request: HttpRequest, number: int) -> Any:
    user = viewer(request)
    return get_or_404(user, access.EDIT, queries.all_freezes(user), pk=number)


def _done(request: HttpRequest, do: Any, words: str, back: str = "change:freezes") -> HttpResponse:
    try:
        do()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, words)
    return redirect(back)


@require_safe
def window_list(request: HttpRequest) -> HttpResponse:
    """When which service may be changed."""
    user = viewer(request)
    if not access.reads_calendar(user):
        raise Forbidden
    listed = page_of(request, queries.maintenance_windows(user), size=100)
    mine = set(access.services_to_agree(user).values_list("pk", flat=True))
    shown = [
        {"window": row, "words": in_words(queries.as_weekly(row)), "zone": row.zone, "may_edit": row.service_id in mine}
        for row in listed["rows"]
    ]  # fmt: skip
    return render(request, "change/calendar_windows.html", {**listed, "rows": shown, "may_agree": bool(mine)})  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_window(request: HttpRequest) -> HttpResponse:
    """Agree on hours in which a service may be changed."""
    user = viewer(request)
    if not access.may_agree(user):
        raise Forbidden
    first = {"service": request.GET.get("service", "")}
    form = forms.MaintenanceForm(access.services_to_agree(user), request.POST or None, initial=first)  # fmt: skip
    return _window(
        request, form, None,
        lambda: operations.agree_window(
            actor=actor_of(request), service_id=form.cleaned_data["service"].pk, **form.said()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_window(request: HttpRequest, number: int) -> HttpResponse:
    """Agree on other hours."""
    user = viewer(request)
    window = _one_window(request, number)
    own = access.services_to_agree(user).filter(pk=window.service_id)
    plain = ("weekday", "opens", "closes", "note", "version")
    first = {**{name: getattr(window, name) for name in plain}, "service": window.service_id}
    form = forms.MaintenanceForm(own, request.POST or None, initial=first)
    return _window(
        request, form, window,
        lambda: operations.change_window(
            window=window, actor=actor_of(request), fields=form.said(), version=form.cleaned_data["version"]
        ),
    )  # fmt: skip


def _window(request: HttpRequest, form: Any, window: Any, save: Any) -> HttpResponse:
    if form.is_valid():
        try:
            save()
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['service'].name}: the window is saved.")
            return redirect("change:windows")
    return render(request, "change/calendar_window_form.html", {"form": form, "window": window}, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def end_window(request: HttpRequest, number: int) -> HttpResponse:
    """These hours are no longer agreed."""
    window = _one_window(request, number)
    words = f"{window.service.name}: the window is taken away."
    return _done(request, lambda: operations.end_window(window=window, actor=actor_of(request)), words, "change:windows")  # fmt: skip


def _one_window(request: HttpRequest, number: int) -> Any:
    user = viewer(request)
    return get_or_404(user, access.EDIT, queries.maintenance_windows(user), pk=number)
