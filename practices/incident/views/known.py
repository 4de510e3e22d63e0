"""What is known while an incident is being logged: the caller, what is down, what is alike, what is written down."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practices.desk.queries import finding
from practices.desk.views.queue import as_shown
from practices.incident import access, queries
from practices.incident.queries.caller import caller_card
from practices.knowledge import queries as knowledge
from svs.accounts.models import User
from svs.errors import Forbidden
from svs.web.limits import limited
from svs.web.pages import number_asked, viewer


@require_safe
@limited("search", 240)
def known(request: HttpRequest) -> HttpResponse:
    """The caller's card, a known outage, open tickets that are alike, and known answers, as far as they are typed."""
    user = viewer(request)
    if not access.may_log(user):
        raise Forbidden
    return render(request, "incident/_log_known.html", what_is_known(user, request))


def what_is_known(user: User, request: HttpRequest) -> dict[str, Any]:
    """Nothing is asked of the database for what nobody typed."""
    asked = request.POST if request.method == "POST" else request.GET
    title, email = asked.get("title", "")[:200], asked.get("caller_email", "")[:254].strip()
    service = number_asked(request, "service")
    return {
        "caller": caller_card(user, email) if "@" in email else None,
        "alike": [as_shown(row) for row in finding.alike(user, title)] if len(title) > 3 else [],
        "known": knowledge.suggest(user, title, service_id=service) if len(title) > 3 else [],
        "down": queries.outages_beneath(user, service) if service else [],
    }
