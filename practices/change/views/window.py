"""A change beside what it may clash with, and another window for it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from practices.change import access, forms, operations, queries
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer


@require_safe
def lanes(request: HttpRequest, ref: str) -> HttpResponse:
    """Its window against everything else."""
    user = viewer(request)
    ticket = get_or_404(user, "view", queries.shown(user), ref=ref)
    if access.only_asked(user, ticket):
        raise Forbidden
    shown = queries.lanes_for(user, ticket)
    if shown is None:
        return redirect(ticket)
    return render_fragment(request, "change/_lanes.html", {"panel": shown, "title": f"{ref}: window"})  # fmt: skip


@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose another window: what stands in its way is shown before it is saved."""
    user = viewer(request)
    ticket = get_or_404(user, access.EDIT_PLAN, queries.shown(user), ref=ref)
    asked = _asked(request)
    first = asked or (ticket.change.starts_at, ticket.change.ends_at)  # type: ignore[attr-defined]
    form = forms.WindowForm(
        request.POST or None,
        initial={"starts_at": first[0], "ends_at": first[1], "version": ticket.version},
    )
    if "look" not in request.POST and form.is_valid():
        said = form.cleaned_data
        try:
            operations.propose_window(
                ticket=ticket, actor=actor_of(request), starts_at=said["starts_at"], ends_at=said["ends_at"], version=said["version"]
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref}: the window is changed.")
            return redirect(ticket)
    looked = _looked_at(form) or asked
    context = {
        "ticket": ticket, "form": form, "panel": queries.lanes_for(user, ticket, looked), "is_decided_anew": queries.is_decided_anew(ticket),
    }  # fmt: skip
    is_wrong = bool(form.is_bound and form.errors)
    return render(request, "change/calendar_window.html", context, status=400 if is_wrong else 200)


def _looked_at(form: Any) -> tuple[datetime, datetime] | None:
    said = getattr(form, "cleaned_data", {}) if form.is_bound and form.is_valid() else {}
    since, until = said.get("starts_at"), said.get("ends_at")
    return (since, until) if since and until and since < until else None


def _asked(request: HttpRequest) -> tuple[datetime, datetime] | None:
    """The window that a link proposes; anything that is none is nothing."""
    found = []
    for name in ("starts_at", "ends_at"):
        try:
            at = parse_datetime(request.GET.get(name, ""))
        except ValueError:
            at = None
        if at is None or not 2000 <= at.year <= 2100:
            return None
        found.append(at if timezone.is_aware(at) else timezone.make_aware(at))
    return (found[0], found[1]) if found[0] < found[1] else None
