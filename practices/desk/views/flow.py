"""The flow strip by itself: by the other axis, or as the table behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from practices.desk import access
from practices.desk.queries import flow as queries
from practices.desk.queries import life
from svs.errors import Forbidden
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


@require_safe
def flow(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Where the time of a ticket went; with `table` every stretch in a row."""
    user = viewer(request)
    seen: Any = access.visible_to(user).of_kind(kind).select_related("team", "service")
    ticket: Any = get_or_404(user, "view", seen, ref=ref)
    if not access.works_by_office(user, ticket):
        raise Forbidden
    strip = queries.strip(life(ticket), ticket.service_id, request.GET.get("time", ""))
    template = "desk/_flow_table.html" if "table" in request.GET else "desk/_flow.html"
    return render_fragment(request, template, {"ticket": ticket, "strip": strip, "title": ref})
