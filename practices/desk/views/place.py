"""Where a ticket stands in the list its reader came from, and the ones beside it. Asked for by the page, never part of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, filters
from practices.desk.queries import lists
from practices.desk.views import queue
from svs.accounts.models import User
from svs.htmx import is_htmx
from svs.permissions.access import get_or_404
from svs.web.pages import viewer

MOST, LONGEST = 2000, 600  # tickets looked through; letters of an address
LISTS = {"queue": queue.TEAMS, "mine": queue.MINE, "all": queue.ALL}


@dataclass(frozen=True)
class Came:
    """The list somebody came from."""

    url: str
    title: str

    @property
    def asked(self) -> str:
        return urlencode({"list": self.url})


def came_from(request: HttpRequest) -> Came | None:
    """The list of tickets that led here: said in the address, or the page before, or the list that led to that one."""
    said = request.GET.get("list") or _before(request)
    return _list_at(said[:LONGEST]) if said else None


def _before(request: HttpRequest) -> str:
    before = urlsplit(request.headers.get("Referer", "")[:2000])
    if before.netloc != request.get_host():
        return ""
    led = parse_qs(before.query).get("list")
    return led[0] if led else f"{before.path}?{before.query}" if before.query else before.path


def _list_at(url: str) -> Came | None:
    """The list at this address, if it is one of ours."""
    if not url.startswith("/tickets/"):
        return None
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    if found.url_name == "team_queue":
        return Came(url, str(found.kwargs["slug"]).replace("-", " ").capitalize())
    if found.url_name == "view":
        return Came(url, "Saved view")
    place = LISTS.get(found.url_name or "")
    return Came(url, place.title) if place else None


def _listed(user: User, url: str) -> Any:
    """The tickets of the list at this address, in its order."""
    asked = urlsplit(url)
    found = resolve(asked.path)
    base: queue.Said
    if found.url_name == "team_queue":
        team: Any = get_or_404(user, "view", access.queues_visible_to(user), **found.kwargs)
        base = {"team": [str(team.pk)]}
    elif found.url_name == "view":
        view: Any = get_or_404(
            user, "view", access.views_visible_to(user), pk=found.kwargs["number"]
        )
        base = {} if QueryDict(asked.query) else dict(QueryDict(view.query).lists())
    else:
        base = LISTS[found.url_name or ""].base
    there = HttpRequest()
    there.GET = QueryDict(asked.query)
    said = queue.asked_of(there, user, base)
    tickets = access.visible_to(user).filter(said.where(filters.asker_of(user, timezone.now())))
    return lists.ordered(tickets, said.sort)


@require_safe
def place(request: HttpRequest, ref: str) -> HttpResponse:
    """Which one of how many it is, with the ways to the one before and after; `go` leads there at once."""
    user, came = viewer(request), came_from(request)
    found: Any = get_or_404(user, "view", access.visible_to(user), ref=ref)
    if came is None:
        raise Http404
    rows = list(_listed(user, came.url).values_list("ref", "kind")[:MOST])
    refs = [row[0] for row in rows]
    at = refs.index(found.ref) if found.ref in refs else None
    urls = [f"/{kind}s/{ref}/?{came.asked}" for ref, kind in rows]
    before = urls[at - 1] if at else None
    after = None if at is None else urls[at + 1] if at + 1 < len(urls) else None
    if at is None and urls:  # it left the list meanwhile: the first one is next
        after = urls[0]
    if request.GET.get("go") in ("next", "previous") or not is_htmx(request):
        there = before if request.GET.get("go") == "previous" else after
        return redirect(there or came.url)
    context = {
        "at": None if at is None else at + 1, "n": len(refs), "has_more": len(refs) == MOST, "before": before, "after": after,
    }  # fmt: skip
    return render(request, "desk/_place.html", context)
