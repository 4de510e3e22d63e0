"""The items a ticket is about, picked on its page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from practices.desk import access
from practices.desk.operations import items as operations
from practices.desk.queries import items as queries
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


@require_safe
def picker(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """The items of a ticket and those that can be picked for it, by words."""
    return _panel(request, kind, ref, request.GET.get("q", "")[:80].strip())


@require_POST
def change(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Add an item (`add`), or take one away (`remove`)."""
    user = viewer(request)
    ticket = get_or_404(user, access.ITEMS, access.visible_to(user).of_kind(kind), ref=ref)
    fault = ""
    for name, act in (("add", operations.add_item), ("remove", operations.remove_item)):
        said = request.POST.get(name, "")
        if said and said.isascii() and said.isdigit():
            try:
                act(ticket=ticket, actor=actor_of(request), user=user, item_id=int(said[:10]))
            except RuleViolation as violation:
                fault = violation.message
    if fault:
        messages.error(request, fault)
    return _panel(request, kind, ref, "", done=True)


def _panel(
    request: HttpRequest, kind: str, ref: str, words: str, *, done: bool = False
) -> HttpResponse:
    user = viewer(request)
    ticket = get_or_404(user, access.ITEMS, access.visible_to(user).of_kind(kind), ref=ref)
    rows = queries.items_of(user, ticket.pk)
    panel: dict[str, Any] = {
        "ticket": ticket, "rows": rows, "words": words, "may_pick": True,
        "choices": queries.choices(user, ticket, words, [row["item_id"] for row in rows]),
    }  # fmt: skip
    context = {"panel": panel, "title": f"Items of {ref}"}
    return render_fragment(request, "desk/_items.html", context, done=ticket if done else None)
