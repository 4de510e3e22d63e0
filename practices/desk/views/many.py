"""One verb on many tickets, from a list; and taking back what one did last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from practices.desk import access, states
from practices.desk.forms import HoldForm
from practices.desk.forms.many import GiveForm, LinkForm, MoveForm, PriorityForm, TagForm
from practices.desk.operations import many
from practices.desk.operations.undo import undo
from practices.desk.views import sheet as sheets
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_all_or_404, get_or_404
from svs.web.pages import viewer

if TYPE_CHECKING:
    from svs.accounts.models import User

PANEL = "bulk-panel"  # where a list shows what is asked and what came of it
FORMS: dict[str, type[django_forms.Form]] = {
    "assign": GiveForm, "move": MoveForm, "hold": HoldForm, "link": LinkForm, "tag": TagForm, "prioritise": PriorityForm,
}  # fmt: skip
NO_WAY_BACK = ("undo", "link")  # a link is taken back on the ticket
AT_ONCE = {
    "take": "assign",
    "resume": "resume",
    "reopen": "reopen",
    "close": "close",
    "undo": "undo",
}
DID = {
    "assign": "handed over", "take": "now yours", "move": "moved", "hold": "waiting", "resume": "going on", "reopen": "open again",
    "close": "closed", "tag": "tagged", "link": "linked", "prioritise": "prioritised", "undo": "taken back", "resolve": "resolved", "fulfil": "fulfilled",
    "ask_approval": "approval asked for", "cancel": "cancelled", "submit": "submitted", "withdraw": "a draft again",
    "start": "under way", "complete": "complete", "review": "reviewed",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def many_tickets(request: HttpRequest) -> HttpResponse:
    """A verb on the tickets that were picked: what it asks for, then what came of each.

    All or nothing: one that is hidden is a 404, one that is forbidden a 403, and nothing is done.
    """
    said = request.POST if request.method == "POST" else request.GET
    user, verb, refs = viewer(request), said.get("verb", ""), said.getlist("ref")
    if not refs or len(refs) > many.MOST:
        messages.error(request, f"Choose tickets first, {many.MOST} at most.")
        return redirect(_back(request))
    seen: Any = access.visible_to(user).select_related("team", "service")
    tickets = get_all_or_404(user, _asks(verb), seen, refs)
    kinds = {ticket.kind: ticket.lifecycle for ticket in tickets}
    if verb == "finish" and len(kinds) == 1:
        verb = next(iter(kinds.values())).finish
    context = {
        "verb": verb, "tickets": tickets, "title": f"{len(tickets)} tickets", "back": _back(request),
        "in_list": request.headers.get("HX-Target") == PANEL,
    }  # fmt: skip
    if verb == "finish":
        parts = [(kind, [t.ref for t in tickets if t.kind == kind.key]) for kind in kinds.values()]
        return render_fragment(request, "desk/_bulk_kinds.html", {**context, "parts": parts})
    form = _shape(verb)(request.POST if request.method == "POST" else None)
    if form.is_valid() and verb == "link":
        other = access.visible_to(user).filter(ref=form.cleaned_data["to"]).first()
        if other is None or not access.may(user, access.LINK, other):
            form.add_error("to", "There is no such ticket.")
        else:
            form.cleaned_data = {"other": other}
    if form.is_valid():
        items = many.do_many(
            tickets=tickets, actor=actor_of(request), verb="assign" if verb == "take" else verb,
            **_said(verb, form.cleaned_data, user),
        )  # fmt: skip
        return _told(request, context, items, form)
    return render_fragment(
        request,
        "desk/_bulk_form.html",
        {**context, "form": form},
        status=409 if form.errors else 200,
    )


def _told(request: HttpRequest, context: dict[str, Any], items: list[many.Item], form: Any) -> HttpResponse:  # fmt: skip
    """What came of each, with what was said so that the refused can be tried again; lists on the screen hear of it."""
    by_ref = {ticket.ref: ticket for ticket in context["tickets"]}
    rows = [{"item": item, "ticket": by_ref[item.ref]} for item in items]
    done = [item.ref for item in items if item.status == many.DONE]
    if not is_htmx(request) and [item.ref for item in items] == done and len(done) == 1:
        can_undo = (
            context["verb"] not in NO_WAY_BACK
        )  # one alone, from its page: back there, with the way to take it back
        url = reverse("desk:undo", args=done) if can_undo else ""
        messages.success(request, f"{done[0]}: {DID.get(context['verb'], 'done')}.", extra_tags=url)
        return redirect(context["back"])
    context = {
        **context, "rows": rows, "did": DID.get(context["verb"], "done"), "done": done,
        "unchanged": sum(item.status == many.UNCHANGED for item in items),
        "refused": [item.ref for item in items if item.status == many.REFUSED],
        "again": [(name, value) for name in form.fields for value in form.data.getlist(name)],
        "can_undo": bool(done) and context["verb"] not in NO_WAY_BACK,
    }  # fmt: skip
    answer = render_fragment(request, "desk/_bulk_told.html", context)
    if is_htmx(request):
        answer["HX-Trigger"] = "tickets-changed"
    return answer


def _asks(verb: str) -> str:
    """The right that a verb asks for."""
    if verb in FORMS or verb in AT_ONCE:
        return {"move": "assign", "prioritise": access.PRIORITISE}.get(verb, AT_ONCE.get(verb, verb))  # fmt: skip
    finishes = {kind.finish for kind in states.kinds().values()}
    if verb != "finish" and verb not in finishes:
        raise BadRequest
    return access.RESOLVE if verb == "finish" else verb


def _shape(verb: str) -> type[django_forms.Form]:
    """The form of a verb; how a kind finishes is that kind's own."""
    own = (sheet.forms[verb] for sheet in sheets.all_sheets() if verb in sheet.forms)
    return FORMS.get(verb) or next(own, django_forms.Form)


def _said(verb: str, data: dict[str, Any], user: User) -> dict[str, Any]:
    """What a form says, as the operation takes it."""
    if verb == "take":
        return {"assignee_id": user.pk}
    if verb not in ("assign", "move"):
        return data
    return {f"{name}_id": chosen.pk for name, chosen in data.items() if chosen}


def _back(request: HttpRequest) -> str:
    """The list that one came from, if it is one of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())  # fmt: skip
    return url if fits else reverse("desk:queue")


@require_POST
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one did to a ticket last, within a minute."""
    user = viewer(request)
    record: Any = get_or_404(user, access.UNDO, access.visible_to(user).select_related("team", "service"), ref=ref)  # fmt: skip
    try:
        undo(ticket=record, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{ref}: taken back.")
    return redirect(record)
