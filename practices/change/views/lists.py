"""The list of changes, and the same to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.views.decorators.http import require_safe

from practices.change import access, states
from practices.change.queries import lists
from svs import gates
from svs.errors import Forbidden
from svs.web import exports
from svs.web.pages import number_asked, page_of, viewer

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

SHOWS = {
    "open": "Open", "draft": "Drafts", "approval": "Waits for approval", "window": "Waits for its window", "now": "Under way",
    "review": "To look back on", "done": "Done", "all": "All",
}  # fmt: skip
ORDERS = {"new": "Newest", "window": "Window", "risk": "Risk"}
AGAIN = "20"  # seconds after which somebody with two exports under way may ask again


def _asked(request: HttpRequest) -> lists.Asked:
    """What the address asks for; what is unknown there is left out."""
    said = request.GET
    show, kind, risk, sort = (said.get(name, "") for name in ("show", "type", "risk", "sort"))
    return lists.Asked(
        show if show in SHOWS else "open", said.get("mine") == "1", kind if kind in states.TYPES else "",
        int(risk) if risk in ("1", "2", "3", "4") else None, number_asked(request, "service"), said.get("template", "")[:24],
        said.get("q", "").replace("\0", "").strip()[:80], sort if sort in ORDERS else "new",
    )  # fmt: skip


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes this person may see, the newest first."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        return redirect("desk:my_requests")
    asked = _asked(request)
    context = {
        **page_of(request, lists.listed(user, asked)), "may_log": access.may_log(user), "ask": asked, "shows": SHOWS.items(),
        "orders": ORDERS.items(), "choices": lists.choices(user), "risks": gates.RISKS.items(), "narrowed": asked != lists.Asked(),
    }  # fmt: skip
    return render(request, "change/change_list.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The whole list that is asked for, not only its page, as CSV or XLSX."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        raise Forbidden
    if kind not in exports.KINDS:
        raise Http404
    found = lists.listed(user, _asked(request))
    try:
        return exports.answer(user.pk, kind, "changes", lists.HEAD, lambda: lists.rows(found))
    except exports.TooManyExports:
        told = HttpResponse(loader.render_to_string("429.html"), status=429)
        told["Retry-After"] = AGAIN
        return told
