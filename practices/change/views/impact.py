"""What a change touches, drawn on request."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from practices.change import access, queries
from practices.change.queries import impact as impact_queries
from svs.errors import Forbidden
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


@require_safe
def impact(request: HttpRequest, ref: str) -> HttpResponse:
    """Items, services and what depends on them, for whoever sees the change and works with it."""
    user = viewer(request)
    ticket = get_or_404(user, "view", queries.shown(user), ref=ref)
    if access.only_asked(user, ticket):
        raise Forbidden
    context = {
        "ticket": ticket,
        "title": ticket.ref,
        **impact_queries.impact_of(user, ticket.change),
    }
    return render_fragment(request, "change/_impact.html", context)
