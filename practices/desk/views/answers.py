"""What is written down, beside the ticket it may answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from practices.desk import access
from practices.desk.operations import answers as operations
from practices.desk.queries import answers as queries
from practices.knowledge import queries as knowledge
from svs.accounts.models import User
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.limits import limited
from svs.web.pages import viewer


@require_safe
@limited("search", 240)
def answers(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Articles that may answer a ticket, by its own words or by those asked for."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref)
    return _shown(request, user, ticket)


@require_POST
def solved(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Say that an article (`add`) answered it, or (`remove`) that it did not."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref)
    for name, act in (("add", operations.solve_with), ("remove", operations.unsolve_with)):
        said = request.POST.get(name, "")[:20]
        if said:
            article_id = knowledge.readable_by_ref(user, said)
            if article_id is None:
                raise Http404
            act(ticket=ticket, article_id=article_id, actor=actor_of(request))
            messages.success(request, f"{ref}: solved with {said}." if name == "add" else f"{ref}: not solved with {said}.")  # fmt: skip
    return _shown(request, user, ticket, done=True)


def _ticket(user: User, kind: str, ref: str) -> Any:
    return get_or_404(user, access.LINK, access.visible_to(user).of_kind(kind), ref=ref)


def _shown(request: HttpRequest, user: User, ticket: Any, *, done: bool = False) -> HttpResponse:
    words = request.GET.get("q", "")[:120].strip()
    with_these = queries.solved_with(user, ticket)
    known = {row["ref"] for row in with_these}
    rows = [
        {**row, "is_known": row["ref"] in known} for row in queries.offered(user, ticket, words)
    ]
    panel = {"ticket": ticket, "rows": rows, "solved": with_these, "words": words}
    context = {"panel": panel, "title": f"Known answers to {ticket.ref}"}
    return render_fragment(request, "desk/_answers.html", context, done=ticket if done else None)
