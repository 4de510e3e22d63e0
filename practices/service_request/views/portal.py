"""Asking for something on the portal, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.service_request import forms, operations
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.web.pages import show_violation, viewer


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for something; the words from the first page come along."""
    user = viewer(request)
    first = {"title": request.GET.get("q", "")[:200]}
    form = forms.AskForm(user, request.POST or None, initial=first)
    if form.is_valid():
        data = form.cleaned_data
        try:
            ticket = operations.log_request(
                actor=actor_of(request), requester=user, title=data["title"], description=data["description"],
                service_id=data["service"] and data["service"].pk, channel="portal",
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref}: we have it.")
            return redirect(ticket.portal_url)
    return render(request, "portal/ask_for.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip
