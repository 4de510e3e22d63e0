"""Pages of boards, and of who stands in for whom."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.access import boards as access
from governance.access import reviews as meetings
from governance.forms import boards as forms
from governance.operations import boards as operations
from governance.operations import delegations as standing_in
from governance.queries import boards as queries
from governance.queries import rights
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404, may
from svs.web.pages import page_of, show_violation, viewer


def reader(request: HttpRequest) -> User:
    """Whoever works with the services; requesters have the portal."""
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


def _board(request: HttpRequest, verb: str, slug: str) -> Any:
    user = reader(request)
    return get_or_404(user, verb, queries.visible_boards(user), slug=slug)


@require_safe
def board_list(request: HttpRequest) -> HttpResponse:
    """Every board: who sits on it, when it meets, and whether it can decide."""
    user = reader(request)
    context = {"boards": queries.all_shown(user), "may_make": access.may_make(user)}
    return render(request, "governance/board_list.html", context)


@require_http_methods(["GET", "POST"])
def new_board(request: HttpRequest) -> HttpResponse:
    """Make a board."""
    if not access.may_make(reader(request)):
        raise Forbidden
    form = forms.BoardForm(request.POST or None)
    if form.is_valid():
        try:
            made = operations.make_board(actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.name} made. Say who sits on it.")
            return redirect("governance:board", slug=made.slug)
    return render(request, "governance/board_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """One board: who sits on it, what it decides and what it is asked now."""
    return _page(request, _board(request, "view", slug))


def _page(request: HttpRequest, found: Any, failed: forms.SeatForm | None = None) -> HttpResponse:
    user = reader(request)
    context = {
        "shown": queries.shown(found, rights.table()), "board": found, "waiting": list(queries.waiting_for(user, found)[:20]),
        "former": list(queries.former_members(found)), "may_edit": may(user, access.EDIT, found), "may_seat": may(user, access.SEAT, found),
        "seat_form": failed or forms.SeatForm(), "reads_agenda": meetings.reads(user, found),
    }  # fmt: skip
    return render(request, "governance/board_page.html", context, status=400 if failed else 200)


@require_http_methods(["GET", "POST"])
def edit_board(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a board is for, or when it meets."""
    found = _board(request, access.EDIT, slug)
    first = {name: getattr(found, name) for name in operations.FIELDS}
    form = forms.BoardForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            operations.change_board(board=found, actor=actor_of(request), fields=form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed.")
            return redirect("governance:board", slug=slug)
    context = {"form": form, "board": found}
    return render(request, "governance/board_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a seat, or make a member its chair."""
    found = _board(request, access.SEAT, slug)
    form = forms.SeatForm(request.POST)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            operations.join_board(board=found, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            words = "is its chair now" if form.cleaned_data["is_chair"] else "sits on it now"
            messages.success(request, f"{person.name} {words}.")
            return redirect("governance:board", slug=slug)
    return _page(request, found, form)


@require_POST
def leave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take somebody off a board."""
    found = _board(request, access.SEAT, slug)
    member = next((one for one in queries.shown(found, []).members if one.user_id == number), None)
    if member is None:
        raise Http404
    return _then(
        request, found, f"{member.user.name} sits on it no longer.",
        lambda: operations.leave_board(board=found, person=member.user, actor=actor_of(request)),
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a board nothing more."""
    found = _board(request, access.SEAT, slug)
    return _then(request, found, f"{found.name} is closed.", lambda: operations.close_board(board=found, actor=actor_of(request)))  # fmt: skip


@require_POST
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a closed board decide again."""
    found = _board(request, access.SEAT, slug)
    return _then(request, found, f"{found.name} decides again.", lambda: operations.reopen_board(board=found, actor=actor_of(request)))  # fmt: skip


def _then(request: HttpRequest, found: Any, words: str, do: Any) -> HttpResponse:
    try:
        do()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, words)
    return redirect("governance:board", slug=found.slug)


@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom; posting lets somebody stand in for oneself."""
    user = reader(request)
    today = timezone.localdate()
    form = forms.DelegationForm(request.POST or None, user=user, initial={"since": today})
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["board"] = queries.board_by_id(said["board"]) if said["board"] else None
        try:
            standing_in.delegate(actor=actor_of(request), person=user, **said)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{said['to'].name} stands in for you.")
            return redirect("governance:delegations")
    listed = page_of(request, queries.delegations(user))
    context = {**listed, "rows": queries.delegations_page(user, listed["rows"]), "form": form}
    return render(request, "governance/delegation_list.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def end_delegation(request: HttpRequest, number: int) -> HttpResponse:
    """Vote oneself again."""
    user = reader(request)
    found = get_or_404(user, access.END, queries.delegations(user), pk=number)
    try:
        standing_in.end_delegation(delegation=found, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "Ended.")
    return redirect("governance:delegations")
