"""Saved views: lists under a name, in the side bar with what they hold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.desk import access, filters
from practices.desk.forms.saved import ViewForm
from practices.desk.operations import saved as operations
from practices.desk.queries import lists
from practices.desk.queries import saved as queries
from practices.desk.views.queue import NOT_ASKED, Place, Said, show_queue
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer

SECONDS_KEPT = 15  # so long the side bar shows the counts it has


def _worker(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.works_on_tickets(user):
        raise Forbidden
    return user


def _view(request: HttpRequest, number: int, verb: str = "view") -> tuple[User, Any]:
    user = _worker(request)
    return user, get_or_404(user, verb, access.views_visible_to(user), pk=min(number, 2**62))


def said_in(query: str) -> Said:
    """What a kept address asks for, as an address would."""
    return dict(QueryDict(query).lists())


@require_safe
def show_view(request: HttpRequest, number: int) -> HttpResponse:
    """A list as it was kept; what is asked beyond that is shown and can be kept too."""
    _, view = _view(request, number)
    more = [key for key in request.GET if key not in NOT_ASKED]
    place = Place(view.name, "view", {} if more else said_in(view.query), {"view": view})
    return show_queue(request, place)


@require_safe
def view_list(request: HttpRequest) -> HttpResponse:
    """Every view, to rename, to move and to delete."""
    user = _worker(request)
    rows, led = list(queries.views_of(user)), queries.led_by(user)
    shown = [{"view": row, "may_edit": row.owner_id == user.pk or row.team_id in led} for row in rows]  # fmt: skip
    return render(request, "desk/view_list.html", {"rows": shown})


@require_http_methods(["GET", "POST"])
def new_view(request: HttpRequest) -> HttpResponse:
    """Keep a list: the address it has is what is kept."""
    user = _worker(request)
    asked = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    form = ViewForm(user, request.POST or None, initial={"query": asked[:2000]})
    read = filters.read(said_in(asked), user=user, strict=False, ignored=NOT_ASKED)
    if form.is_valid() and not read.faults:
        team = form.cleaned_data["team"]
        try:
            made = operations.save_view(
                actor=actor_of(request), user=user, name=form.cleaned_data["name"], query=read.query(), team_id=team and team.pk
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.name}: kept.")
            return _back(user, made.pk)
    return _form(request, user, form, read, None)


@require_http_methods(["GET", "POST"])
def edit_view(request: HttpRequest, number: int) -> HttpResponse:
    """Rename a view, or give it to a team."""
    user, view = _view(request, number, access.EDIT)
    initial = {
        "name": view.name,
        "team": view.team_id,
        "query": view.query,
        "version": view.version,
    }
    form = ViewForm(user, request.POST or None, initial=initial)
    read = filters.read(said_in(view.query), user=user, strict=False, ignored=NOT_ASKED)
    if form.is_valid():
        team = form.cleaned_data["team"]
        try:
            operations.change_view(
                view=view, actor=actor_of(request), user=user, version=form.cleaned_data["version"],
                fields={"name": form.cleaned_data["name"], "team_id": team and team.pk},
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']}: changed.")
            return _back(user, None)
    return _form(request, user, form, read, view)


def _form(request: HttpRequest, user: User, form: ViewForm, read: filters.Asked, view: Any) -> HttpResponse:  # fmt: skip
    context = {"form": form, "view": view, "chips": filters.chips(read, user), "faults": read.faults}  # fmt: skip
    bad = form.errors or (read.faults and view is None)
    return render(request, "desk/view_form.html", context, status=400 if bad else 200)


@require_POST
def keep_view(request: HttpRequest, number: int) -> HttpResponse:
    """Let a view ask for what its page asks for now."""
    user, view = _view(request, number, access.EDIT)
    read = filters.read(said_in(request.POST.get("query", "")[:2000]), user=user, strict=False, ignored=NOT_ASKED)  # fmt: skip
    if read.faults:
        messages.error(request, read.faults[0].words)
    else:
        operations.change_view(view=view, actor=actor_of(request), user=user, fields={"query": read.query()})  # fmt: skip
        messages.success(request, f"{view.name}: kept as it is now.")
    return _back(user, view.pk)


@require_POST
def move_view(request: HttpRequest, number: int) -> HttpResponse:
    """One place up or down."""
    user, view = _view(request, number, access.EDIT)
    operations.move_view(view=view, actor=actor_of(request), up=request.POST.get("to") != "down")
    return _back(user, None)


@require_http_methods(["GET", "POST"])
def delete_view(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then forget it."""
    user, view = _view(request, number, access.EDIT)
    if request.method == "GET":
        return render(request, "desk/view_delete.html", {"view": view})
    operations.delete_view(view=view, actor=actor_of(request))
    messages.success(request, f"{view.name}: deleted.")
    return _back(user, None)


def _back(user: User, number: int | None) -> HttpResponse:
    cache.delete(f"desk.side:{user.pk}")
    return redirect("desk:view", number) if number else redirect("desk:views")


@require_safe
def side(request: HttpRequest) -> HttpResponse:
    """The queues of one's teams and the saved views for the side bar, each with how many tickets it holds."""
    user = _worker(request)
    shown = cache.get(f"desk.side:{user.pk}")
    if shown is None:
        shown = side_of(user)
        cache.set(f"desk.side:{user.pk}", shown, SECONDS_KEPT)
    context = {**shown, "here": request.GET.get("at", ""), "title": "Queues and views"}
    return render_fragment(request, "desk/_side.html", context)


def side_of(user: User) -> dict[str, Any]:
    """Three statements, however many views there are."""
    asker = filters.asker_of(user, timezone.now())
    teams, views = lists.my_teams(user), queries.side_of(user)
    asked = {f"team {row['id']}": {"team": [str(row["id"])], "open": ["true"]} for row in teams}
    asked |= {f"view {row['id']}": said_in(row["query"]) for row in views}
    read = {key: filters.read(said, user=user, strict=False) for key, said in asked.items()}
    where = {key: one.where(asker) for key, one in read.items()}
    found = lists.count_each(access.visible_to(user), where)
    return {
        "teams": [{**row, "url": f"/tickets/teams/{row['slug']}/", "count": found[f"team {row['id']}"]} for row in teams],
        "views": [{**row, "count": found[f"view {row['id']}"]} for row in views],
    }  # fmt: skip
