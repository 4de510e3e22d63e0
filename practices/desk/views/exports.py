"""Any list of tickets to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, filters
from practices.desk.queries import exported, lists
from practices.desk.views.queue import asked_of
from svs.accounts.models import User
from svs.errors import Forbidden
from svs.web import exports
from svs.web.pages import viewer

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

AGAIN = "20"  # seconds after which somebody with two exports under way may ask again


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The whole list that is asked for, not only its page, as CSV or XLSX."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        raise Forbidden
    if kind not in exports.KINDS:
        raise Http404
    asked = asked_of(request, user, {})
    if asked.faults:
        return render(request, "desk/export_fault.html", {"faults": asked.faults}, status=400)
    try:
        return taken_away(user, asked, kind)
    except exports.TooManyExports:
        told = HttpResponse(loader.render_to_string("429.html"), status=429)
        told["Retry-After"] = AGAIN
        return told


def taken_away(user: User, asked: filters.Asked, kind: str) -> HttpResponseBase:
    """The file; page and API give the same. Raises TooManyExports."""
    asker = filters.asker_of(user, timezone.now())
    tickets = lists.ordered(access.visible_to(user).filter(asked.where(asker)), asked.sort)
    told = exported.columns()
    head = [name for name, _ in told]
    return exports.answer(user.pk, kind, "tickets", head, lambda: exported.rows(tickets, asker.office, told))  # fmt: skip
