"""Parent and child on the ticket page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from practices.incident import access, forms, operations
from practices.incident.views.sheet import show_ticket
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer


@require_POST
def make_child(request: HttpRequest, ref: str) -> HttpResponse:
    """Put it under another incident that this person sees; a hidden one is not there."""
    user = viewer(request)
    record = get_or_404(user, access.LINK, access.incidents_visible_to(user), ref=ref)
    form = forms.ParentForm(request.POST)
    if form.is_valid():
        seen = access.incidents_visible_to(user)
        try:
            parent: Any = get_or_404(user, access.LINK, seen, ref=form.cleaned_data["parent"])
            operations.make_child(ticket=record, parent=parent, actor=actor_of(request))
        except Http404:
            form.add_error("parent", "There is no such incident.")
            return show_ticket(request, ref, {"parent": form}, status=404)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} is part of {parent.ref} now.")
            return redirect("incident:ticket", ref=ref)
    return show_ticket(request, ref, {"parent": form})


@require_POST
def take_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of its parent."""
    user = viewer(request)
    record: Any = get_or_404(user, access.LINK, access.incidents_visible_to(user), ref=ref)
    try:
        operations.take_out(ticket=record, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{ref} stands by itself again.")
    return redirect("incident:ticket", ref=ref)
