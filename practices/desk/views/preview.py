"""A ticket beside its list: enough to act on it without leaving the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, queries
from practices.desk.queries import flow
from practices.desk.views import sheet as sheets
from practices.desk.views import turns
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer

if TYPE_CHECKING:
    from django.forms import Form

    from svs.accounts.models import User

NEWEST, HERE = 4, "preview"  # turns of the conversation it shows; the element it stands in
SHOWN = ("service", "team", "assignee", "requester")
DOES = {
    "assign": ("Assign", "user-plus"), "hold": ("Wait for", "player-pause"), "resume": ("Go on", "player-play"),
    "reopen": ("Reopen", "refresh"), "close": ("Close", "check"), "finish": ("Resolve", "check"),
    "prioritise": ("Priority", "flag"), "tag": ("Tag", "tag"),
}  # fmt: skip


def is_asked(request: HttpRequest) -> bool:
    """Is the answer to go into the preview, wherever the way led?"""
    return request.headers.get("HX-Target") == HERE


@require_safe
def preview(request: HttpRequest, ref: str) -> HttpResponse:
    """The head of a ticket, where its time went, its newest turns and a reply."""
    return show_preview(request, ref, {})


def show_preview(
    request: HttpRequest, ref: str, failed: dict[str, Form], status: int = 200
) -> HttpResponse:
    """The preview, with the words that came back where they could not be sent."""
    user = viewer(request)
    record: Any = get_or_404(user, "view", access.visible_to(user).select_related(*SHOWN), ref=ref)
    elsewhere = sheets.leads_elsewhere(user, record)
    if elsewhere:
        return redirect(elsewhere)
    now, life = timezone.now(), queries.life(record)
    context = {
        "ticket": record, "title": ref, "life": life, "split": flow.strip(life, record.service_id), "clock": queries.clock_chip(record.__dict__, now),
        "verbs": _verbs(user, record), "finish": record.lifecycle.finish, **turns.around(request, user, record, failed, NEWEST),
    }  # fmt: skip
    if is_asked(request):  # by whatever way it came: a form of the preview leads through a redirect
        return render(request, "desk/_preview.html", {**context, "bare": True}, status=status)
    return render_fragment(request, "desk/_preview.html", context, status=status)


def _verbs(user: User, record: Any) -> list[tuple[str, str, str]]:
    """What the bar under the list can do to it, in the order of its lifecycle."""
    kind = record.lifecycle
    offered = (
        verb for verb in kind.machine.actions(record.state) if access.may(user, verb, record)
    )
    named = ["finish" if verb == kind.finish else verb for verb in offered]
    if access.may(user, access.TAG, record):
        named += ["prioritise", "tag"]
    return [(verb, *DOES[verb]) for verb in named if verb in DOES]
