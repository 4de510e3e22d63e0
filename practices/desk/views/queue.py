"""The desk's lists of tickets, whatever their kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, filters, queries
from practices.desk.queries import lists
from practices.desk.states import CAUSES, WAITING, kind_of, waits_until
from svs.accounts.models import User
from svs.htmx import is_htmx
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, viewer

NOT_ASKED = ("page", "filter")  # behind the question mark, but no part of what is asked
Said = dict[str, list[str]]


@dataclass(frozen=True)
class Place:
    """A list with an address: its title, what it asks for by itself, and what stands around it."""

    title: str
    whose: str = "all"  # mine, teams, team, all, view
    base: Said = field(default_factory=dict)
    around: dict[str, Any] = field(default_factory=dict)


MINE = Place("My work", "mine", {"assignee": ["me"]})
TEAMS = Place("My teams", "teams", {"team": ["mine"]})
ALL = Place("All tickets")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I hold."""
    return show_queue(request, MINE)


@require_safe
def my_teams(request: HttpRequest) -> HttpResponse:
    """What waits for my teams."""
    return show_queue(request, TEAMS)


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """All I may see."""
    return show_queue(request, ALL)


@require_safe
def team_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue of one team; queues are transparent, those of restricted teams are not."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        return redirect("desk:my_requests")
    team: Any = get_or_404(user, "view", access.queues_visible_to(user), slug=slug)
    return show_queue(request, Place(team.name, "team", {"team": [str(team.pk)]}, {"team": team}))


def show_queue(request: HttpRequest, place: Place) -> HttpResponse:
    """A list as it is asked for: its rows, its chips, and one filter in the making."""
    user, now = viewer(request), timezone.now()
    if not access.works_on_tickets(user):
        return redirect("desk:my_requests")
    asked = asked_of(request, user, place.base)
    if place.whose == "view":
        place.around["is_changed"] = asked.query() != place.around["view"].query
    asking = request.GET.get("filter")
    if asking is not None and is_htmx(request):
        return render(request, "desk/_asking.html", making(asking, asked, user))
    asker = filters.asker_of(user, now)
    tickets = access.visible_to(user).filter(asked.where(asker))
    in_order = lists.rows(lists.ordered(tickets, asked.sort))
    listed = page_of(request, queries.with_office(in_order, asker.office))
    rows = queries.with_clocks(listed["rows"], now)
    context = {
        **listed, **place.around, "title": place.title, "whose": place.whose, "rows": [as_shown(row) for row in rows],
        "asked": f"&{asked.query()}", "since": f"{now.timestamp():.3f}", "may_log": access.may_log(user), **head(asked, user, place),
        "counts": None if place.whose in ("all", "view") or asked.faults else lists.counts(tickets, now),
    }  # fmt: skip
    if asking is not None:
        context |= making(asking, asked, user)
    return render(request, "desk/queue.html", context, status=400 if asked.faults else 200)


def asked_of(
    request: HttpRequest, user: User, base: Said, ignored: tuple[str, ...] = NOT_ASKED
) -> filters.Asked:
    """What is asked of a list: its own conditions, then what stands in the address; only what is open unless said."""
    said = {**base, **dict(request.GET.lists())}
    if not {"open", "state", "phase"} & said.keys():
        said["open"] = ["true"]
    return filters.read(said, user=user, strict=False, ignored=ignored)


def head(asked: filters.Asked, user: User, place: Place) -> dict[str, Any]:
    """The chips and columns of a list, each with where it leads."""
    everywhere = reverse("desk:all")
    chips = [
        {**chip, "url": f"{everywhere if chip['key'] in place.base and place.whose != 'view' else ''}?{chip['without']}"}
        for chip in filters.chips(asked, user)
    ]  # fmt: skip
    shown = asked.columns or filters.USUAL
    return {
        "chips": chips, "faults": asked.faults, "query": asked.query(), "sorts": sorts(asked), "shown": shown,
        "columns": [{"css": CSS.get(key, f"c-{key}"), "label": filters.COLUMNS[key], **sorted_by(asked, key)} for key in shown],
        "prio": sorted_by(asked, "priority"), "without_filters": "" if place.base else "open=any",
    }  # fmt: skip


# column -> (what sorts it upwards, what downwards): the younger, the less time left, the more urgent come first
BY_COLUMN = {
    "left": ("left", "-left"), "age": ("-logged", "logged"), "updated": ("-updated", "updated"),
    "done": ("-resolved", "resolved"), "priority": ("priority", "-priority"),
}  # fmt: skip
CSS = {"left": "c-sla", "age": "c-age num", "updated": "c-updated num"}
ORDERS = {
    "left": "Least time left", "priority": "Most urgent", "-logged": "Newest", "logged": "Oldest",
    "-updated": "Last touched", "updated": "Longest untouched", "-resolved": "Last done",
}  # fmt: skip


def sorted_by(asked: filters.Asked, column: str) -> dict[str, str]:
    """How a column is sorted now, and the address that sorts by it."""
    up, down = BY_COLUMN.get(column, ("", ""))
    if not up or not filters.can_sort(asked, up):
        return {"aria": "", "url": ""}
    aria = {up: "ascending", down: "descending"}.get(asked.sort, "")
    return {"aria": aria, "url": f"?{asked.query(sort=down if asked.sort == up else up)}"}


def sorts(asked: filters.Asked) -> dict[str, Any]:
    """The orders this list can be had in, for those who see no head of a table."""
    offered = [
        {"label": label, "url": f"?{asked.query(sort=key)}", "on": key == asked.sort}
        for key, label in ORDERS.items()
        if filters.can_sort(asked, key)
    ]
    return {"now": ORDERS.get(asked.sort, "Sorted"), "offered": offered}


def making(key: str, asked: filters.Asked, user: User) -> dict[str, Any]:
    """One filter in the making: first which, then what; the rest of what is asked goes with it."""
    rest = [(name, value) for name, value in asked.pairs(without=key) if name != key]
    context: dict[str, Any] = {"asking": True, "query": asked.query(), "rest": rest}
    told = next((found for found in filters.offers(user) if found.key == key), None)
    if key == "columns":
        on = asked.columns or filters.USUAL
        rest = [pair for pair in rest if pair[0] != "columns"]
        told_columns = [(name, label, name in on) for name, label in filters.COLUMNS.items()]
        return {**context, "rest": rest, "making_label": "Columns", "making_key": key, "options": told_columns}  # fmt: skip
    if told is None:
        return {**context, "offers": filters.offers(user)}
    said = asked.said.get(key, ())
    options = [(value, label, value in said) for value, label in told.options(user)] if told.options else []  # fmt: skip
    return {
        **context, "making_label": told.label, "making_key": key, "options": options, "many": told.many, "hint": told.hint,
        "said": said[0] if said else "", "is_moment": key.endswith(("_after", "_before")),
    }  # fmt: skip


def as_shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its address, the word of its state, and until when it waits."""
    wakes = row["wake_at"] and timezone.localtime(row["wake_at"])
    waits = row["phase"] == WAITING
    label = CAUSES.get(row["cause"], row["cause"]) if waits else kind_of(row["kind"]).labels[row["state"]]  # fmt: skip
    url = f"/{row['kind']}s/{row['ref']}/"
    until = waits_until(wakes, timezone.localtime())
    tags = (
        row["tags"] if row.get("at_office") else []
    )  # how the desk sorts what one only asked for is not theirs to read
    return {"gone": False, "here": (), **row, "label": label, "url": url, "until": until, "tags": tags}  # fmt: skip
