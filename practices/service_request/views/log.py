"""Logging a request and changing what it says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.service_request import access, forms, operations, queries
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log a request for somebody, found or created."""
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    form = forms.LogForm(user, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            ticket = operations.log_request_for(
                actor=actor_of(request), email=data["caller_email"], name=data["caller_name"], title=data["title"],
                description=data["description"], service_id=data["service"] and data["service"].pk,
                category_id=data["category"], team_id=data["team"] and data["team"].pk, priority=data["priority"],
                channel="phone", own=form.own(),
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref} logged.")
            return redirect(ticket)
    return render(request, "service_request/request_log.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what a request says; where somebody else was quicker, the page says so and keeps the words."""
    user = viewer(request)
    record = get_or_404(user, access.PRIORITISE, queries.editable(user), ref=ref)
    form = forms.EditForm(user, request.POST or None, initial=forms.edit_values(record))
    stale = False
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            operations.change_request(ticket=record, actor=actor_of(request), fields=form.said(), version=version)  # fmt: skip
        except StaleVersion:
            stale = True
            said = request.POST.copy()
            said["version"] = str(record.version)
            form = forms.EditForm(user, said, initial=forms.edit_values(record))
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} changed.")
            return redirect(record)
    context = {"form": form, "ticket": record, "stale": stale}
    return render(request, "service_request/request_edit.html", context, status=409 if stale else 400 if form.errors else 200)  # fmt: skip
