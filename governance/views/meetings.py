"""Meetings of a board: planned, held, minuted, closed, and read afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.access import reviews as access
from governance.forms import reviews as forms
from governance.operations import meetings, reviews
from governance.queries import questions
from governance.queries import reviews as queries
from governance.queries.agenda import kept_of
from governance.rules import agenda as rules
from governance.views.agenda import bar, board_or_404, meeting_or_404
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer

HELD = "HELD"


def _one(request: HttpRequest, verb: str, ref: str) -> tuple[User, Any]:
    """A meeting this person reads and may do `verb` in: 404 unseen, 403 forbidden."""
    user = viewer(request)
    return user, get_or_404(user, verb, queries.detail(user), ref=ref)


def _attempt(request: HttpRequest, form: django_forms.Form, do: Callable[[], Any], said: str) -> bool:  # fmt: skip
    """Do it when the form holds; where a rule is broken the form says so."""
    if not form.is_valid():
        return False
    try:
        do()
    except RuleViolation as violation:
        show_violation(form, violation)
        return False
    if said:
        messages.success(request, said)
    return True


def _tell(request: HttpRequest, do: Callable[[], Any], said: str = "") -> None:
    """Do it; a rule that is broken is told in a toast."""
    try:
        do()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        if said:
            messages.success(request, said)


def _to_agenda(review: Any, key: str = "") -> HttpResponse:
    answer = redirect("governance:agenda", review.board.slug)
    if key:
        answer["Location"] += f"?item={key}"
    return answer


@require_safe
def past(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of a board that are over."""
    meeting = meeting_or_404(request, slug)
    listed = page_of(request, queries.past_of(meeting.board, meeting.now))
    return render(request, "governance/board_past.html", {**bar(meeting, "past"), **listed})


@require_safe
def minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """What is written down in the meeting that is on, with who is there."""
    meeting = meeting_or_404(request, slug)
    context = {**bar(meeting, "minutes"), "quorum": meeting.quorum(), "decisions": queries.decisions_of(meeting.review) if meeting.review else []}  # fmt: skip
    return render(request, "governance/board_minutes.html", context)


@require_POST
def write(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep the minutes as they are; who else wrote meanwhile is not overwritten."""
    _, review = _one(request, access.TAKE_PART, ref)
    version = request.POST.get("version", "")
    text = request.POST.get("minutes", "").replace("\r\n", "\n")
    fault = ""
    try:
        review = meetings.write_minutes(
            review=review, actor=actor_of(request), minutes=text,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
        )  # fmt: skip
    except RuleViolation as violation:
        fault = violation.message
    context = {"review": review, "saved_at": None if fault else timezone.now(), "fault": fault, "title": ref}  # fmt: skip
    if not is_htmx(request):
        if fault:
            messages.error(request, fault)
        else:
            messages.success(request, "Kept.")
        return redirect("governance:minutes", review.board.slug)
    return render_fragment(request, "governance/_minutes_saved.html", context, status=409 if fault else 200)  # fmt: skip


@require_safe
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """One meeting: what was talked about and what came of it; one to come leads to its agenda."""
    user, found = _one(request, "view", ref)
    context = {
        "board": found.board, "review": found, "tab": "past", "meeting": queries.meeting_of(user, found.board, found),
        "agenda": kept_of(found), "four": questions.kept(found.questions), "people": queries.names_of(found.present),
        "decisions": queries.decisions_of(found),
    }  # fmt: skip
    return render(request, "governance/review_page.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a meeting by hand."""
    user, board = board_or_404(request, slug)
    if not access.may_plan(user, board):
        raise Forbidden
    form = forms.MeetingForm(request.POST or None, initial={"at": timezone.localtime(queries.next_moment(board, timezone.now()))})  # fmt: skip
    if _attempt(request, form, lambda: reviews.plan_review(board=board, actor=actor_of(request), **form.cleaned_data), "Planned."):  # fmt: skip
        return redirect("governance:agenda", slug)
    return _form(request, form, board, "Plan a meeting", "Plan it")


def _form(request: HttpRequest, form: django_forms.Form, board: Any, title: str, submit: str, **more: Any) -> HttpResponse:  # fmt: skip
    context = {"form": form, "board": board, "title": title, "submit": submit, **more}
    return render(request, "governance/review_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what the agenda is filled with."""
    user, board = board_or_404(request, slug)
    if not access.may_plan(user, board):
        raise Forbidden
    form = forms.FillForm(request.POST or None, initial={"fill": rules.fills(board.agenda)})
    if request.method == "POST" and not request.POST.get("fill"):
        form = forms.FillForm({"fill": []})
    if _attempt(request, form, lambda: reviews.fill_agenda(board=board, actor=actor_of(request), **form.cleaned_data), "The agenda is filled so."):  # fmt: skip
        return redirect("governance:agenda", slug)
    context = {"form": form, "board": board, "title": "What fills the agenda"}
    return render(request, "governance/agenda_fill.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a meeting be at another moment."""
    _, found = _one(request, access.PLAN, ref)
    form = forms.MeetingForm(request.POST or None, initial={"at": timezone.localtime(found.at)})
    if _attempt(request, form, lambda: reviews.move_review(review=found, actor=actor_of(request), **form.cleaned_data), "Moved; its members are told."):  # fmt: skip
        return _to_agenda(found)
    return _form(request, form, found.board, "Another time", "Move it", review=found)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """A meeting does not take place."""
    _, found = _one(request, access.PLAN, ref)
    form = forms.CancelForm(request.POST or None)
    if _attempt(request, form, lambda: reviews.cancel_review(review=found, actor=actor_of(request), **form.cleaned_data), "Cancelled; its topics go to the next one."):  # fmt: skip
        return _to_agenda(found)
    return _form(request, form, found.board, "Cancel the meeting", "Cancel it", review=found)


@require_http_methods(["GET", "POST"])
def holder(request: HttpRequest, ref: str) -> HttpResponse:
    """Say who holds a meeting in the place of the chair."""
    _, found = _one(request, access.PLAN, ref)
    form = forms.HolderForm(found.board, request.POST or None, initial={"person": found.holder_id})
    if _attempt(request, form, lambda: reviews.name_holder(review=found, actor=actor_of(request), person_id=form.cleaned_data["person"]), "Named."):  # fmt: skip
        return _to_agenda(found)
    return _form(request, form, found.board, "Who holds the meeting", "Name them", review=found)


@require_POST
def present(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody is there, or went."""
    user, found = _one(request, access.TAKE_PART, ref)
    who = request.POST.get("person", "")
    person_id = int(who) if who.isascii() and who.isdigit() and len(who) < 10 else None
    is_here = request.POST.get("here") != "0"
    _tell(request, lambda: meetings.mark_present(review=found, actor=actor_of(request), user=user, is_here=is_here, person_id=person_id))  # fmt: skip
    return redirect("governance:minutes" if request.POST.get("next") == "minutes" else "governance:agenda", found.board.slug)  # fmt: skip


@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, ref: str) -> HttpResponse:
    """Put something on the agenda that no filter knows of."""
    _, found = _one(request, access.TAKE_PART, ref)
    form = forms.TopicForm(request.POST or None)
    if _attempt(request, form, lambda: meetings.add_topic(review=found, actor=actor_of(request), **form.cleaned_data), "It stands on the agenda."):  # fmt: skip
        return _to_agenda(found)
    return _form(request, form, found.board, "Add a topic", "Add it", review=found)


@require_POST
def remove(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Take a topic off the agenda: whoever added it does, or whoever holds the meeting."""
    user, found = _one(request, access.TAKE_PART, ref)
    item = queries.topic_of(found, number)
    if item is None:
        raise Http404
    if item.added_by_id != user.pk and not access.may(user, access.HOLD, found):
        raise Forbidden
    _tell(request, lambda: meetings.remove_topic(review=found, actor=actor_of(request), item=item), "It is off the agenda.")  # fmt: skip
    return _to_agenda(found)


@require_POST
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what comes of an item."""
    user, found = _one(request, access.HOLD, ref)
    key = request.POST.get("item", "")[:40]
    form = forms.SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what comes of it.")
    else:
        _tell(request, lambda: meetings.settle_item(review=found, actor=actor_of(request), user=user, key=key, **form.cleaned_data), "Written down.")  # fmt: skip
    return _to_agenda(found, key)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what the board decided, with somebody who sees it through."""
    user, found = _one(request, access.HOLD, ref)
    key = (request.POST.get("item") or request.GET.get("item", ""))[:40]
    meeting = queries.meeting_of(user, found.board, found)
    item = meeting.agenda().by_key.get(key) if found.state == "PLANNED" else None
    first = {"review_date": timezone.localdate() + timedelta(days=28), "owner": user, "title": item.title if item else ""}  # fmt: skip
    form = forms.DecideForm(request.POST or None, initial=first)

    def do() -> None:
        told = dict(form.cleaned_data)
        owner = told.pop("owner")
        meetings.decide_in_review(review=found, actor=actor_of(request), user=user, key=key, owner_id=owner.pk, **told)  # fmt: skip

    if _attempt(request, form, do, "Recorded in the register."):
        return _to_agenda(found)
    context = {"item": item, "key": key, "review": found}
    return _form(request, form, found.board, "Record a decision", "Record it", **context)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """End a meeting: what comes of every item that nobody said anything of yet."""
    user, found = _one(request, access.HOLD, ref)
    meeting = queries.meeting_of(user, found.board, found)
    if found.state != "PLANNED":
        return redirect("governance:review", ref)
    found_agenda = meeting.agenda()
    left: list[dict[str, Any]] = [
        {"item": one, "outcome": request.POST.get(f"outcome.{one.key}", "carried"), "words": request.POST.get(f"words.{one.key}", "")}
        for one in found_agenda.left
    ]  # fmt: skip
    fault = ""
    if request.method == "POST":
        ends = {row["item"].key: (row["outcome"], row["words"][:500]) for row in left}
        try:
            meetings.close_review(review=found, actor=actor_of(request), user=user, ends=ends, rest="carried")  # fmt: skip
        except RuleViolation as violation:
            fault = violation.message
        else:
            cache.delete(f"governance.four:{found.board_id}")
            messages.success(request, "Closed; the minutes are out.")
            return redirect("governance:review", ref)
    context = {
        **bar(meeting, "agenda"), "left": left, "agenda": found_agenda, "fault": fault, "quorum": meeting.quorum(queries.asked_quorums(found_agenda)),
    }  # fmt: skip
    return render(request, "governance/review_close.html", context, status=409 if fault else 200)
