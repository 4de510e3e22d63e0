"""What rules could not do, and what is done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from practices.automation import access, operations, queries
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, viewer

VERBS: dict[str, Callable[..., Any]] = {
    "retry": operations.retry_failure,
    "fallback": operations.hand_failure_over,
    "dismiss": operations.dismiss_failure,
}


@require_safe
def failure_list(request: HttpRequest) -> HttpResponse:
    """Everything that no rule could do and nobody settled, newest first; settled ones on request."""
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    settled = request.GET.get("shown") == "all"
    rows = queries.all_failures(user) if settled else queries.open_failures(user)
    listed = page_of(request, rows)
    context = {
        **listed, "rows": queries.with_tickets(user, listed["rows"]), "settled": settled,
        "may_settle": access.may_write(user), "fallback": queries.fallback_name(),
    }  # fmt: skip
    return render(request, "automation/failure_list.html", context)


@require_POST
def settle(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Try again, hand to the fallback team, or let be."""
    user = viewer(request)
    record = get_or_404(user, access.SETTLE, access.failures_visible_to(user), ref=ref)
    try:
        settled = VERBS[name](failure=record, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, f"{ref}: {violation.message}")
    else:
        messages.success(request, f"{ref}: {settled.get_outcome_display().lower()}.")
    return redirect("automation:failures")
