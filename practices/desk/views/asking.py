"""Asking on the portal, for every kind of ticket that can be asked for."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from practices.desk.forms.portal import AskForm
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.web.pages import show_violation, viewer

Told = Callable[[], dict[str, Any]]


def ask(
    request: HttpRequest, shape: type[AskForm], do: Callable[..., Any], template: str, beside: Told = dict
) -> HttpResponse:  # fmt: skip
    """Ask, then read under which number; the words from the first page come along, errors stand in the form.

    `do` is the operation of the kind, `beside` what else its page shows.
    """
    user = viewer(request)
    first = {"title": request.GET.get("q", "")[:200]}
    form = shape(user, request.POST or None, initial=first)
    if form.is_valid():
        data, service = form.cleaned_data, form.cleaned_data["service"]
        try:
            ticket = do(
                actor=actor_of(request), requester=user, title=data["title"], description=data["description"],
                service_id=service and service.pk,
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ticket.ref}: we have it.")
            return redirect(ticket.portal_url)
    return render(request, template, {"form": form, **beside()}, status=400 if form.errors else 200)
