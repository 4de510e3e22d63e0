"""Teams and who works in them; roles and who holds them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from svs.accounts import access, forms, operations, queries
from svs.accounts.models import Role, Team, User
from svs.accounts.views.who import administrator, looker
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Every team, those that work first."""
    user = looker(request)
    context = {**page_of(request, queries.teams_page(user)), "may_edit": access.may_administer(user)}  # fmt: skip
    return render(request, "admin/team_list.html", context)


@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    administrator(request)
    form = forms.TeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = operations.create_team(actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{team.name} made. Say who works in it.")
            return redirect("team", slug=team.slug)
    return render(request, "admin/team_new.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


def _page(request: HttpRequest, user: User, found: Team, **failed: Any) -> HttpResponse:
    first = {"name": found.name, "is_restricted": found.is_restricted}
    context = {
        "team": found, "may_edit": access.may_administer(user), "form": forms.TeamForm(initial=first),
        "member_form": forms.MemberForm(), **failed,
    }  # fmt: skip
    return render(request, "admin/team_page.html", context, status=400 if failed else 200)


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """One team; posting changes its name or who sees its tickets."""
    user = looker(request)
    found = get_or_404(user, "view", queries.team_page(user), slug=slug)
    if request.method != "POST":
        return _page(request, user, found)
    administrator(request)
    form = forms.TeamForm(request.POST)
    if form.is_valid():
        try:
            operations.change_team(team=found, actor=actor_of(request), fields=form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed.")
            return redirect("team", slug=slug)
    return _page(request, user, found, form=form)


@require_POST
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Put somebody into a team, or make them its lead."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.team_page(user), slug=slug)
    form = forms.MemberForm(request.POST)
    if form.is_valid():
        person = queries.person_page(user).filter(email=form.cleaned_data["email"].lower(), is_active=True).first()  # fmt: skip
        if person is None:
            form.add_error("email", "Nobody of this address is known and active.")
        else:
            operations.join_team(person=person, team=found, actor=actor_of(request), is_lead=form.cleaned_data["is_lead"])  # fmt: skip
            messages.success(request, f"{person.name} works in {found.name} now.")
            return redirect("team", slug=slug)
    return _page(request, user, found, member_form=form)


@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a team no more work, after saying what it holds and where that goes."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.team_page(user), slug=slug)
    form = forms.RetireForm(request.POST if request.method == "POST" else None, itself=found.pk)
    if request.method == "POST" and form.is_valid():
        try:
            operations.retire_team(team=found, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{found.name} is retired. Long work shows how its tickets move.")  # fmt: skip
            return redirect("team", slug=slug)
    context = {"team": found, "held": queries.held_by_team(user, found), "form": form}
    return render(request, "admin/team_retire.html", context, status=409 if form.errors else 200)


@require_POST
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a retired team work again."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.team_page(user), slug=slug)
    try:
        operations.reopen_team(team=found, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{found.name} works again.")
    return redirect("team", slug=slug)


@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role, and for what; posting gives one."""
    user = looker(request)
    form = forms.GiveRoleForm(request.POST or None)
    if request.method == "POST":
        administrator(request)
        if form.is_valid() and _give(request, user, form):
            return redirect("roles")
    names = {key: name for _, group in forms.scope_choices()[1:] for key, name in group}
    for role in (found := queries.roles_page()):
        role["rows"] = [{"held": held, "scope": names.get(f"{held.scope_kind}:{held.scope_id}", "")} for held in role["rows"]]  # fmt: skip
    context = {"roles": found, "form": form, "may_edit": access.may_administer(user)}
    return render(request, "admin/role_list.html", context, status=400 if form.errors else 200)


def _give(request: HttpRequest, user: User, form: forms.GiveRoleForm) -> bool:
    said = {k: form.cleaned_data[k] for k in ("role", "scope_kind", "scope_id")}
    person = queries.person_page(user).filter(email=form.cleaned_data["email"].lower(), is_active=True).first()  # fmt: skip
    if person is None:
        form.add_error("email", "Nobody of this address is known and active.")
        return False
    try:
        operations.give_role(person=person, actor=actor_of(request), **said)
    except RuleViolation as violation:
        show_violation(form, violation)
        return False
    messages.success(request, f"{person.name} is {Role(said['role']).label.lower()} now.")
    return True
