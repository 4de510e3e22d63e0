"""Outages: from an incident, by hand, and as planned."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.incident import access, forms, operations, queries
from practices.incident.views.sheet import show_ticket
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer

WHICH = {"now": "Now and planned", "past": "Over"}


@require_safe
def outage_list(request: HttpRequest) -> HttpResponse:
    """What is down, what will be, and what was."""
    user = viewer(request)
    which = "past" if request.GET.get("show") == "past" else "now"
    found = queries.outages_past(user) if which == "past" else queries.outages_ahead(user)
    listed = page_of(request, queries.with_ref(user, found))
    context = {**listed, "which": which, "choices": WHICH.items(), "now": timezone.now(), "may_open": access.may_open_outages(user)}  # fmt: skip
    return render(request, "incident/outage_list.html", context)


@require_http_methods(["GET", "POST"])
def new_outage(request: HttpRequest) -> HttpResponse:
    """Log an outage, or plan one."""
    user = viewer(request)
    if not access.may_open_outages(user):
        raise Forbidden
    first = {"is_planned": True, "service": request.GET.get("service", "")}
    form = forms.OutageForm(access.services_to_open(user), request.POST or None, initial=first)
    if form.is_valid():
        service = form.cleaned_data["service"]
        try:
            operations.open_outage(actor=actor_of(request), service_id=service.pk, **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"Outage of {service.name} written down.")
            return redirect("incident:outages")
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_outage(request: HttpRequest, number: int) -> HttpResponse:
    """Put times and words right."""
    user = viewer(request)
    outage = _one(user, number)
    first = forms.outage_values(outage)
    form = forms.OutageForm(access.services_to_open(user).filter(pk=outage.service_id), request.POST or None, initial=first)  # fmt: skip
    if form.is_valid():
        try:
            operations.change_outage(
                outage=outage, actor=actor_of(request), fields=form.changes(), version=form.cleaned_data["version"]
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"Outage of {outage.service.name} changed.")
            return redirect("incident:outages")
    return _form(request, form, outage)


def _form(request: HttpRequest, form: forms.OutageForm, outage: Any) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form, "outage": outage,
        "is_over": outage is not None and outage.ended_at is not None and outage.ended_at <= now,
        "is_ahead": outage is not None and outage.is_planned and outage.started_at > now,
    }  # fmt: skip
    return render(request, "incident/outage_form.html", context, status=400 if form.errors else 200)


@require_POST
def end_outage(request: HttpRequest, number: int) -> HttpResponse:
    """The service is up again."""
    outage = _one(viewer(request), number)
    return _done(
        request,
        lambda: operations.close_outage(outage=outage, actor=actor_of(request)),
        f"{outage.service.name} is up again.",
    )


@require_POST
def cancel_outage(request: HttpRequest, number: int) -> HttpResponse:
    """A planned outage will not take place."""
    outage = _one(viewer(request), number)
    return _done(
        request,
        lambda: operations.cancel_outage(outage=outage, actor=actor_of(request)),
        f"The outage of {outage.service.name} will not take place.",
    )


def _one(user: User, number: int) -> Any:
    seen = access.outages_visible_to(user).select_related("service")
    return get_or_404(user, access.EDIT_OUTAGE, seen, pk=number)


def _done(request: HttpRequest, do: Any, words: str) -> HttpResponse:
    try:
        do()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, words)
    return redirect("incident:outages")


@require_POST
def service_is_down(request: HttpRequest, ref: str) -> HttpResponse:
    """Say on an incident that its service is down, since when, and what the portal says."""
    user = viewer(request)
    record = get_or_404(user, access.RESOLVE, access.incidents_visible_to(user), ref=ref)
    form = forms.DownForm(request.POST)
    if form.is_valid():
        try:
            operations.open_outage_of(ticket=record, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref}: the portal shows that the service is down.")
            return redirect("incident:ticket", ref=ref)
    return show_ticket(request, ref, {"down": form})


@require_POST
def service_is_up(request: HttpRequest, ref: str) -> HttpResponse:
    """End the open outage of an incident by hand."""
    user = viewer(request)
    record = get_or_404(user, access.RESOLVE, access.incidents_visible_to(user), ref=ref)
    operations.close_outages_of(ticket=record, actor=actor_of(request))
    messages.success(request, f"{ref}: the service is up again.")
    return redirect("incident:ticket", ref=ref)
