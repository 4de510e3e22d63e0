"""What people asked for, as they read it themselves, whatever its kind. Nothing internal is read for these pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from practices.desk.forms import portal as forms
from practices.desk.operations import asked as operations
from practices.desk.operations import files, surveys, verbs, watchers
from practices.desk.operations import talk as talk_operations
from practices.desk.queries import fields
from practices.desk.queries import requests as asked
from practices.desk.queries import surveys as survey_queries
from practices.desk.queries import talk as talk_queries
from practices.desk.views import told
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer

WATCHED = 20  # of what others asked for


def as_rows(tickets: Any) -> list[dict[str, Any]]:
    """Requests as rows, each with how far it has come and whether we wait to hear how it went."""
    found = list(tickets)
    waiting = survey_queries.asked_among([ticket.pk for ticket in found if ticket.phase == "DONE"])
    asked_to_agree = _waits_for(found)
    return [{**_told(ticket, asked_to_agree), "survey": ticket.pk in waiting} for ticket in found]


def _waits_for(tickets: list[Any]) -> dict[int, str]:
    """Who must say yes, by ticket: one statement for each kind of which something waits for that."""
    held: dict[str, list[int]] = {}
    for ticket in tickets:
        if ticket.phase == "WAITING" and ticket.cause == "approval":
            held.setdefault(ticket.kind, []).append(ticket.pk)
    return {pk: name for kind, ids in held.items() for pk, name in told.of_kind(kind).waits_for(ids).items()}  # fmt: skip


def _told(ticket: Any, asked_to_agree: dict[int, str]) -> dict[str, Any]:
    late = bool(ticket.due_at and ticket.due_at < timezone.now())
    kind = told.of_kind(ticket.kind)
    return {
        "ticket": ticket, "step": asked.how_far(ticket), "late": late, "doing": kind.doing,
        "ended": kind.ends.get(ticket.state, "Done"), "approver": asked_to_agree.get(ticket.pk, ""),
    }  # fmt: skip


@require_safe
def my_requests(request: HttpRequest) -> HttpResponse:
    """Everything I asked for: open first, then what was done last."""
    user = viewer(request)
    listed = page_of(request, asked.mine(user))
    watched = [_told(ticket, {}) for ticket in asked.watched(user)[:WATCHED]]
    return render(request, "portal/requests.html", {**listed, "rows": as_rows(listed["rows"]), "watched": watched})  # fmt: skip


@require_safe
def my_request(request: HttpRequest, ref: str) -> HttpResponse:
    """One request of mine: how far it is, what was said, and what I can do."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: dict[str, django_forms.Form] | None = None) -> HttpResponse:  # fmt: skip
    user, failed = viewer(request), failed or {}
    ticket: Any = get_or_404(user, "view", asked.readable(user), ref=ref)
    if ticket.continued_in is not None:
        return redirect(ticket.continued_in.portal_url)
    is_mine = ticket.requester_id == user.pk
    kind = told.of_kind(ticket.kind)
    survey = survey_queries.survey_of(ticket) if is_mine and ticket.phase == "DONE" else None
    talk = asked.public_talk(ticket)
    if any(turn["is_due"] for turn in talk):  # a reader is as good as the job that does it
        talk_operations.release_due(ticket.pk)
    context: dict[str, Any] = {
        **_told(ticket, _waits_for([ticket])), "talk": talk, "survey": survey, "unsent": talk_queries.unsent(user, ticket),
        "reply": failed.get("reply") or forms.ReplyForm(), "is_closed": ticket.closed_at is not None, "own": fields.shown(ticket, public=True),
        "delivered": kind.delivered(ticket) if ticket.phase == "DONE" else "",
        "is_mine": is_mine, "may_cancel": is_mine and ticket.state in kind.cancels,
    }  # fmt: skip
    if is_mine and _may_reopen(kind.reopens_until(ticket)):
        context["reopens_on_answer"] = talk_queries.reopens_on_answer()
        context["reopen"] = failed.get("reopen") or forms.ReopenForm()
    if is_mine and survey_queries.can_answer(ticket, survey):
        context["question"] = failed.get("survey") or forms.SurveyForm()
    return render(request, "portal/request.html", context, status=409 if failed else 200)


def _may_reopen(until: datetime | None) -> bool:
    """Is it done, and so lately that it may come back, closed meanwhile or not?"""
    return until is not None and until >= timezone.now()


def _act(name: str, shape: type[django_forms.Form], words: str, do: Callable[..., Any]) -> Callable[..., HttpResponse]:  # fmt: skip
    """One thing a requester does on their own request; errors stand in the form."""

    @require_POST
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        user = viewer(request)
        ticket = get_or_404(user, "view", asked.mine(user), ref=ref)
        form = shape(request.POST)
        if form.is_valid():
            try:
                files.add_files(
                    ticket_id=ticket.pk, owner=user, uploads=request.FILES.getlist("files")
                )
                do(ticket=ticket, user=user, actor=actor_of(request), **form.cleaned_data)
            except RuleViolation as violation:
                show_violation(form, violation)
            else:
                messages.success(request, words)
                return redirect(ticket.portal_url)
        return _page(request, ref, {name: form})

    return view


def _reply(*, ticket: Any, user: User, actor: Any, body: str) -> None:
    talk_operations.send_draft(
        ticket_id=ticket.pk, author=user, actor=actor, body=body, is_internal=False, channel="portal"
    )  # fmt: skip


def _reopen(*, ticket: Any, user: User, actor: Any, words: str) -> None:
    operations.reopen_for_requester(ticket=ticket, actor=actor, requester=user, words=words)


def _survey(*, ticket: Any, user: User, actor: Any, score: int, words: str) -> None:
    surveys.answer_survey(ticket=ticket, actor=actor, score=score, words=words)


def _cancel(*, ticket: Any, user: User, actor: Any) -> None:
    if ticket.state not in told.of_kind(ticket.kind).cancels:
        raise RuleViolation("cannot_cancel", "It cannot be taken back any more.")
    verbs.do("cancel", ticket=ticket, actor=actor)


reply = _act("reply", forms.ReplyForm, "Sent.", _reply)
reopen = _act("reopen", forms.ReopenForm, "It is open again.", _reopen)
survey = _act("survey", forms.SurveyForm, "Thank you.", _survey)
cancel = _act("cancel", django_forms.Form, "Cancelled.", _cancel)


@require_POST
def unwatch(request: HttpRequest, ref: str) -> HttpResponse:
    """I do not follow this any longer."""
    user = viewer(request)
    ticket = get_or_404(user, "view", asked.readable(user), ref=ref)
    watchers.unwatch(ticket=ticket, actor=actor_of(request), user_id=user.pk)
    messages.success(request, f"You do not watch {ref} any longer.")
    return redirect("desk:my_requests")
