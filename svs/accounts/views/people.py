"""People: who is known, what they may, and their way in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from svs.accounts import access, forms, operations, queries
from svs.accounts.models import Role, User
from svs.accounts.queries.pages import Wanted
from svs.accounts.views.who import administrator, looker
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation

ACTIVE = {"": True, "no": False, "all": None}


def wanted_of(said: Any) -> Wanted:
    """What a list is asked for; what makes no sense is not asked."""
    team = said.get("team", "")
    return Wanted(
        words=" ".join(said.get("q", "").split())[:80],
        role=said.get("role", "") if said.get("role") in Role.values else "",
        team=int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None,
        active=ACTIVE.get(said.get("active", ""), True),
    )


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who is known, by name."""
    user, wanted = looker(request), wanted_of(request.GET)
    context = {
        **page_of(request, queries.people(user, wanted)), "wanted": wanted, "may_edit": access.may_administer(user),
        "roles": forms.GIVEN, "teams": queries.teams(), "active": request.GET.get("active", ""),
    }  # fmt: skip
    return render(request, "admin/person_list.html", context)


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody, with their roles and teams, and send them their link."""
    administrator(request)
    form = forms.NewPersonForm(request.POST or None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        roles, teams, invite = said.pop("roles"), said.pop("teams"), said.pop("invite")
        try:
            person = operations.take_in(actor=actor_of(request), roles=roles, teams=list(teams), invite=invite, **said)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{person.name} added.")
            return redirect("person", number=person.pk)
    return render(request, "admin/person_new.html", {"form": form, "long": ("roles", "teams")}, status=400 if form.errors else 200)  # fmt: skip


def _page(request: HttpRequest, user: User, found: User, **failed: Any) -> HttpResponse:
    context = {
        "person": found, "may_edit": access.may_administer(user),
        "form": forms.PersonForm(initial=forms.person_values(found)), "role_form": forms.RoleForm(),
        "join_form": forms.JoinForm(), "absence_form": forms.AbsenceForm(), "signed_in": len(queries.sessions_of(found)),
        "held": held_with_names(found), **failed,
    }  # fmt: skip
    return render(request, "admin/person_page.html", context, status=400 if failed else 200)


def held_with_names(found: User) -> list[dict[str, Any]]:
    """The roles of somebody in words."""
    names = {key: name for _, group in forms.scope_choices()[1:] for key, name in group}
    return [
        {"held": held, "scope": names.get(f"{held.scope_kind}:{held.scope_id}", "")}
        for held in found.role_assignments.all()
    ]


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person; posting changes what is known of them."""
    user = looker(request)
    found = get_or_404(user, "view", queries.person_page(user), pk=number)
    if request.method != "POST":
        return _page(request, user, found)
    administrator(request)
    form = forms.PersonForm(request.POST)
    if form.is_valid():
        try:
            operations.change_person(person=found, actor=actor_of(request), fields=form.cleaned_data)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed.")
            return redirect("person", number=number)
    return _page(request, user, found, form=form)


@require_POST
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give a role."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.person_page(user), pk=number)
    form = forms.RoleForm(request.POST)
    if form.is_valid():
        said = {k: form.cleaned_data[k] for k in ("role", "scope_kind", "scope_id")}
        try:
            operations.give_role(person=found, actor=actor_of(request), **said)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{found.name} is {Role(said['role']).label.lower()} now.")
            return redirect("person", number=number)
    return _page(request, user, found, role_form=form)


@require_POST
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Put somebody into a team."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.person_page(user), pk=number)
    form = forms.JoinForm(request.POST)
    if form.is_valid():
        operations.join_team(person=found, actor=actor_of(request), **form.cleaned_data)
        messages.success(request, f"{found.name} works in {form.cleaned_data['team']} now.")
        return redirect("person", number=number)
    return _page(request, user, found, join_form=form)


@require_POST
def add_absence(request: HttpRequest, number: int) -> HttpResponse:
    """Note days on which somebody does not work."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.person_page(user), pk=number)
    form = forms.AbsenceForm(request.POST)
    if form.is_valid():
        try:
            operations.add_absence(person=found, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "Noted.")
            return redirect("person", number=number)
    return _page(request, user, found, absence_form=form)


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, number: int) -> HttpResponse:
    """Shut somebody out, after saying what they hold and where it goes."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.person_page(user), pk=number)
    held, error = queries.held_by_person(user, found), ""
    if request.method == "POST":
        try:
            operations.deactivate_person(
                person=found, actor=actor_of(request), hand_back=bool(request.POST.get("hand_back"))
            )
        except RuleViolation as violation:
            error = violation.message
        else:
            messages.success(request, f"{found.name} is deactivated; every session and token ended.")  # fmt: skip
            return redirect("person", number=number)
    context = {"person": found, "held": held, "error": error}
    return render(request, "admin/person_deactivate.html", context, status=409 if error else 200)


def _then(request: HttpRequest, number: int, words: str, do: Any) -> HttpResponse:
    """Do one thing to somebody, say so or why not, and show them again."""
    user = administrator(request)
    found = get_or_404(user, "view", queries.person_page(user), pk=number)
    try:
        do(found)
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{found.name}: {words}")
    return redirect("person", number=number)


@require_POST
def activate(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in again."""
    return _then(request, number, "let in again.", lambda person: operations.activate_person(person=person, actor=actor_of(request)))  # fmt: skip


@require_POST
def send_link(request: HttpRequest, number: int) -> HttpResponse:
    """Send a link to set a password."""
    return _then(request, number, "a link is on its way; it works once, within an hour.", lambda person: operations.send_link(person=person, actor=actor_of(request)))  # fmt: skip


@require_POST
def sign_out(request: HttpRequest, number: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    return _then(request, number, "signed out everywhere.", lambda person: operations.end_sessions(person=person, actor=actor_of(request), keep=request.session.session_key))  # fmt: skip


@require_POST
def remove_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a second factor, for whoever lost their phone."""
    return _then(request, number, "the second factor is removed.", lambda person: operations.disable_second_factor(person=person, actor=actor_of(request)))  # fmt: skip


@require_POST
def take_role(request: HttpRequest, number: int, held: int) -> HttpResponse:
    """Take a role away."""

    def take(person: User) -> None:
        row = get_or_404(person, "view", queries.role_assignments(person), pk=held)
        mine = request.session.session_key if person.pk == request.user.pk else None
        operations.take_role(held=row, actor=actor_of(request), keep_session=mine)
        if mine:
            request.session.cycle_key()

    return _then(request, number, "the role is taken.", take)


@require_POST
def leave(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Take somebody out of a team."""
    user = administrator(request)
    team = get_or_404(user, "view", queries.team_page(user), slug=slug)
    return _then(request, number, f"no longer in {team.name}.", lambda person: operations.leave_team(person=person, team=team, actor=actor_of(request)))  # fmt: skip


@require_POST
def remove_absence(request: HttpRequest, number: int, absence: int) -> HttpResponse:
    """They come back, or never left."""

    def remove(person: User) -> None:
        row = get_or_404(person, "view", queries.absences_of(person), pk=absence)
        operations.remove_absence(absence=row, actor=actor_of(request))

    return _then(request, number, "the absence is removed.", remove)
