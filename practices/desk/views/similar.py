"""What the page of a ticket asks for when it is there: similar ones, how its service does, the requester's others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from practices.desk import access
from practices.desk.queries import similar as queries
from svs.extensions import panels_for
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


def _ticket(request: HttpRequest, ref: str) -> Any:
    user = viewer(request)
    return get_or_404(user, access.LINK, access.visible_to(user).select_related("service", "team"), ref=ref)  # fmt: skip


@require_safe
def similar(request: HttpRequest, ref: str) -> HttpResponse:
    """Tickets of the same service that were solved lately under a title like this one's."""
    ticket = _ticket(request, ref)
    rows = queries.similar(viewer(request), ticket)
    return render_fragment(request, "desk/_similar.html", {"ticket": ticket, "rows": rows, "title": ref})  # fmt: skip


@require_safe
def around(request: HttpRequest, ref: str) -> HttpResponse:
    """How its service does, in words, and how many tickets its requester has; `alone` where the page does not show who asked."""
    ticket, user = _ticket(request, ref), viewer(request)
    shown = panels_for("service_health", user, ticket.service)[:1] if ticket.service else []
    context = {
        "ticket": ticket,
        "health": shown,
        "n": queries.asked_by(user, ticket),
        "title": ref,
        "oob": is_htmx(request),
        "alone": "alone" in request.GET,
    }
    return render_fragment(request, "desk/_around.html", context)
