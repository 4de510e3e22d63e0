"""What waits for somebody's yes or no: for whoever is asked, with the desk's work or without."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from practices.service_request import access, forms, operations, queries, states
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer

SHOWN = 50


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What I am asked to approve, the longest first, and what I decided."""
    user = viewer(request)
    waiting = list(queries.to_decide(user)[:SHOWN])
    context = {"waiting": waiting, **page_of(request, queries.decided_by(user))}
    return render(request, "service_request/approval_list.html", context)


@require_safe
def approval(request: HttpRequest, ref: str) -> HttpResponse:
    """One request I am asked to approve: who needs what, and my answer."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, form: forms.DecideForm | None = None) -> HttpResponse:
    user = viewer(request)
    ticket: Any = get_or_404(user, "view", queries.approval(user), ref=ref)
    detail = ticket.service_request
    waits = ticket.state == states.IN_APPROVAL and not detail.decision
    context = {
        "ticket": ticket, "detail": detail, "decision": states.DECISIONS.get(detail.decision, ""), "waits": waits,
        "form": form or forms.DecideForm(),
    }  # fmt: skip
    return render(request, "service_request/approval.html", context, status=409 if form else 200)


@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Say yes or no, once."""
    user = viewer(request)
    verb = request.POST.get("verb", "")
    if verb not in access.DECIDE:
        raise Http404
    ticket: Any = get_or_404(user, "view", queries.approval(user), ref=ref)
    act = operations.approve_request if verb == access.APPROVE else operations.refuse_request
    form = forms.DecideForm(request.POST)
    if form.is_valid():
        try:
            act(ticket=ticket, actor=actor_of(request), words=form.cleaned_data["words"])
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref}: {'approved' if verb == access.APPROVE else 'refused'}.")  # fmt: skip
            return redirect("request:approvals")
    return _page(request, ref, form)
