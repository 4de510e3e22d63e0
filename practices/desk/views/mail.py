"""The original of a mail on a ticket: its words, its HTML in a frame that can do nothing, every byte to take away."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practices.desk import access
from practices.desk.queries import mail as queries
from svs.mail import queries as mails
from svs.mail import showing
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


def _original(request: HttpRequest, ref: str, number: int) -> tuple[Any, Any]:
    user = viewer(request)
    seen = access.visible_to(user).select_related("team", "service")
    ticket = get_or_404(user, "read_notes", seen, ref=ref)
    found = queries.original(user, ticket, number)
    if found is None:
        raise Http404
    return ticket, found


@require_safe
def original(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The mail as it came: who says to have sent it, whether that was proven, and what it says."""
    ticket, found = _original(request, ref, number)
    said = mails.read(found)
    context = {
        "ticket": ticket, "mail": found, "said": said, "number": number, "with_remote": request.GET.get("images") == "1",
        "remote": showing.remote_pictures(said) if said else 0,
    }  # fmt: skip
    return render(request, "desk/original.html", context)


@require_safe
def frame(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Its HTML, cleaned now, for the frame of the page."""
    return showing.frame(request, _original(request, ref, number)[1])


@require_safe
def raw(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Every byte of it, as plain text."""
    return showing.as_it_came(_original(request, ref, number)[1])
