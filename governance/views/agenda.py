"""The agenda of a board: what it is about to decide, and one item of it beside the list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.access import reviews as access
from governance.forms import reviews as forms
from governance.queries import packs, questions
from governance.queries import reviews as queries
from governance.queries.agenda import Agenda, Item
from governance.queries.reviews import Meeting
from governance.rules import agenda as rules
from governance.templatetags.boards import until, until_more
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer

if TYPE_CHECKING:
    from governance.models import Board
    from svs.accounts.models import User

FOUR_KEPT, SIDE_KEPT = 600, 15  # seconds


def board_or_404(request: HttpRequest, slug: str) -> tuple[User, Board]:
    """A board whose agenda this person reads: others do not learn that it has one."""
    user = viewer(request)
    return user, get_or_404(user, "view", access.boards_read_by(user), slug=slug)


def meeting_or_404(request: HttpRequest, slug: str) -> Meeting:
    """The board with the meeting that is on or comes next."""
    user, board = board_or_404(request, slug)
    return queries.meeting_of(user, board, queries.next_of(board, timezone.now()))


@require_safe
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """What the board talks about next: a sentence, four questions, every item with its votes."""
    meeting = meeting_or_404(request, slug)
    found = meeting.agenda()
    context = {
        **bar(meeting, "agenda"), "agenda": found, **said(meeting, found), "quorum": meeting.quorum(queries.asked_quorums(found)),
        "four": four_of(meeting.board, cold=False), "unclosed": queries.unclosed_of(meeting.board, meeting.now, meeting.review),
    }  # fmt: skip
    if is_htmx(request):
        return render(request, "governance/_agenda_live.html", context)
    context |= _item(meeting, chosen(found, request.GET.get("item", "")))
    return render(request, "governance/board_agenda.html", context)


def bar(meeting: Meeting, tab: str) -> dict[str, Any]:
    """What the head of every page of a board shows."""
    return {"meeting": meeting, "board": meeting.board, "review": meeting.review, "tab": tab}


def said(meeting: Meeting, found: Agenda) -> dict[str, str]:
    """The agenda in two sentences."""
    mine = [one for one in found.to_decide if one.is_mine]
    first = min((one.until for one in mine if isinstance(one.until, datetime)), default=None)
    when = f"{until(first)} {until_more(first)}".removesuffix(" today") if first else ""
    others = len(found.items) - len(found.to_decide)
    since = f"{timezone.localtime(found.since):%A}" if found.since else ""
    short = [one.number for one in found.to_decide if one.is_short]
    return {
        "headline": rules.headline(len(found.to_decide), len(mine), when, others),
        "second": rules.second(len(found.decided), since, short),
    }


def chosen(found: Agenda, key: str) -> Item | None:
    """The item asked for; else the first that needs the reader's vote, else the first."""
    if key in found.by_key:
        return found.by_key[key]
    return next((one for one in found.items if one.is_mine), found.items[0] if found.items else None)  # fmt: skip


def _item(meeting: Meeting, item: Item | None) -> dict[str, Any]:
    if item is None:
        return {"item": None}
    settle = forms.SettleForm(initial={"outcome": item.outcome, "words": item.row.words if item.row else ""})  # fmt: skip
    pack = packs.pack_of(item, meeting.user)
    pack.panel["next"] = reverse("governance:agenda", args=[meeting.board.slug])
    return {"item": item, "pack": pack, "settle": settle, "may_settle": meeting.may_hold and meeting.is_open}  # fmt: skip


@require_safe
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """One item beside the list: what it is about, what was said, the reader's ballot."""
    meeting = meeting_or_404(request, slug)
    found = meeting.agenda().by_key.get(request.GET.get("item", ""))
    if found is None:
        raise Http404
    context = {**bar(meeting, "agenda"), **_item(meeting, found), "title": found.title}
    return render_fragment(request, "governance/_agenda_item.html", context, page="governance/agenda_item.html")  # fmt: skip


@require_safe
def four(request: HttpRequest, slug: str) -> HttpResponse:
    """The four review questions, answered from data at most ten minutes old."""
    _, board = board_or_404(request, slug)
    context = {"four": four_of(board), "board": board, "title": board.name}
    return render_fragment(request, "governance/_four.html", context)


def four_of(board: Board, *, cold: bool = True) -> list[questions.Answer] | None:
    """The answers as all readers of a board have them; where they are not at hand and `cold` is said no, None."""
    key = f"governance.four:{board.pk}"
    found: Any = cache.get(key)
    if found is None and cold:
        found = questions.four(board, timezone.now())
        cache.set(key, found, FOUR_KEPT)
    return found  # type: ignore[no-any-return]


@require_safe
def side(request: HttpRequest) -> HttpResponse:
    """The boards of somebody in the side bar, each with how much it is asked to decide."""
    user = viewer(request)
    key = f"governance.side:{user.pk}"
    boards = cache.get(key)
    if boards is None:
        boards = queries.side_of(user)
        cache.set(key, boards, SIDE_KEPT)
    context = {"boards": boards, "here": request.GET.get("at", ""), "title": "Boards"}
    return render_fragment(request, "governance/_boards_side.html", context)
