"""Whether a change caused an incident, said by a person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from practices.change import access, operations, queries
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


@require_POST
def judge(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm an incident, or dismiss it (`incident` is its number, `caused` yes or no)."""
    user = viewer(request)
    record: Any = get_or_404(user, "view", queries.shown(user), ref=ref)
    if not access.may_judge(user, record):
        raise Forbidden
    number = request.POST.get("incident", "").strip().upper()[:20]
    incident = access.visible_to(user).filter(ref=number).first()
    if incident is None:
        messages.error(request, "There is no such incident.")
        return redirect(record)
    try:
        operations.judge_incident(ticket=record, incident=incident, actor=actor_of(request), is_caused=request.POST.get("caused") == "yes")  # fmt: skip
    except RuleViolation as violation:
        messages.error(request, violation.message)
    return redirect(f"{record.get_absolute_url()}#outcome")
