"""Drafting a change and editing what it says it will do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.change import access, forms, operations
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.web.pages import show_violation, viewer


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a change."""
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    form = forms.DraftForm(user, request.POST or None)
    if form.is_valid():
        said = form.said()
        said["assignee_id"] = said["assignee_id"] or user.pk
        try:
            ticket = operations.draft_change(actor=actor_of(request), **said)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref} drafted.")
            return redirect(ticket)
    return render(request, "change/change_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip
