"""Pages of the observed value stream."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from svs.accounts.models import User
from svs.errors import Forbidden
from svs.extensions import actions_for
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_or_404
from svs.services import access as services
from svs.web.exports import guarded
from svs.web.pages import page_of, viewer
from valuechain import access, forms, panels, queries
from valuechain.rules import layout
from valuechain.rules.flow import Flow, share_of_moves
from valuechain.rules.streams import STREAMS


def _reader(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


@require_safe
def streams(request: HttpRequest) -> HttpResponse:
    """The streams that are observed: incidents first."""
    _reader(request)
    return redirect("valuechain:incidents")


def _asked(request: HttpRequest, kind: str) -> tuple[User, forms.FlowForm, queries.Filter | None]:
    """Who asks, the form, and the filter; None when nothing was ever done or the form is wrong."""
    user = _reader(request)
    form = forms.FlowForm(user, request.GET, kind=kind)
    if not form.is_valid():
        return user, form, None
    service = form.cleaned_data["service"]
    span = queries.period(user, service and service.pk, kind=kind)
    if span is None and not (form.cleaned_data["since"] and form.cleaned_data["until"]):
        return user, form, None
    return user, form, form.asked(span or (date.min, date.max))


@require_safe
def stream(request: HttpRequest, kind: str) -> HttpResponse:
    """From the call to the restored service, from the wish to what was delivered: who held it, what it waited for, where it went back."""
    user, form, asked = _asked(request, kind)
    context: dict[str, Any] = {
        "stream": STREAMS[kind],
        "actions": actions_for("stream", user, STREAMS[kind]),
        "streams": STREAMS.values(),
        "form": form,
        "asked": asked,
        "query": request.GET.urlencode(),
    }
    if asked is not None:
        found = queries.flow(user, asked)
        moves = found.shown_moves(form.most)
        names = queries.names_of(found, kind)
        context |= {
            "flow": found, "picture": layout.draw(found, moves), "names": names, "bottlenecks": found.bottlenecks(),
            "moves": [(m, names.get(m.source, m.source), names.get(m.target, m.target)) for m in found.shown_moves(None)],
            "share": share_of_moves(moves, found.moves), "pairs": queries.ping_pong(user, asked),
        }  # fmt: skip
    return render(request, "valuechain/stream.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def waits(request: HttpRequest, slug: str) -> HttpResponse:
    """The largest waits of one service, for its dashboard."""
    user = _reader(request)
    service = get_or_404(user, "view", services.visible_to(user), slug=slug)
    context = {"rows": panels.waits(user, service), "title": service.name}
    return render_fragment(request, "valuechain/_waits.html", context)


@require_safe
def back_and_forth(request: HttpRequest) -> HttpResponse:
    """Where the teams of this person hand cases to and fro, for the page of their queue."""
    user = _reader(request)
    context = {"pairs": panels.back_and_forth(user), "title": "Back and forth", "page": not is_htmx(request)}  # fmt: skip
    return render_fragment(request, "valuechain/_back_and_forth.html", context)


@require_safe
def moves_csv(request: HttpRequest, kind: str) -> HttpResponse:
    """Every move with its numbers, for a spreadsheet."""
    user, _, asked = _asked(request, kind)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="moves.csv"'
    out = csv.writer(answer)
    out.writerow(["from", "to", "moves", "back again", "wait seconds", "active seconds"])
    found = queries.flow(user, asked) if asked else Flow([], [], 0, None, None, 0)
    names = queries.names_of(found, kind)
    for move in found.shown_moves(None):
        ends = [guarded(names.get(end, end)) for end in (move.source, move.target)]
        out.writerow([*ends, move.count, move.back, round(move.wait), round(move.active)])
    return answer


@require_safe
def cases(request: HttpRequest, kind: str) -> HttpResponse:
    """The cases behind one arrow of the map."""
    user, _, asked = _asked(request, kind)
    source, target = request.GET.get("from", ""), request.GET.get("to", "")
    if asked is None or not all(e.isascii() and e.isdigit() and len(e) < 10 for e in (source, target)):  # fmt: skip
        raise Http404
    listed = page_of(request, queries.behind(user, asked, source, target))
    return render(
        request,
        "valuechain/case_list.html",
        {**listed, "asked_for": asked, "stream": STREAMS[kind]},
    )
