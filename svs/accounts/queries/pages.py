"""People, teams and roles in the shape of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from svs.accounts import access
from svs.accounts.models import (
    Absence,
    Membership,
    Role,
    RoleAssignment,
    Session,
    Team,
    User,
)
from svs.extensions import Named, holdings

if TYPE_CHECKING:
    from svs.extensions import Held


@dataclass(frozen=True)
class Wanted:
    """Which people a list shows."""

    words: str = ""
    role: str = ""
    team: int | None = None
    active: bool | None = True


def people(user: User, wanted: Wanted) -> QuerySet[User]:
    """People by name, with their teams and roles: three statements a page."""
    rows = access.people_visible_to(user)
    if wanted.words:
        rows = rows.filter(Q(name__icontains=wanted.words) | Q(email__icontains=wanted.words))
    if wanted.role:
        rows = rows.filter(
            Exists(RoleAssignment.objects.filter(user=OuterRef("pk"), role=wanted.role))
        )
    if wanted.team:
        rows = rows.filter(Exists(Membership.objects.filter(user=OuterRef("pk"), team=wanted.team)))
    if wanted.active is not None:
        rows = rows.filter(is_active=wanted.active)
    return rows.prefetch_related("memberships__team", "role_assignments").order_by("name", "id")


def person_page(user: User) -> QuerySet[User]:
    """People with everything their own page shows."""
    return access.people_visible_to(user).prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("team").order_by("team__name")),
        Prefetch("role_assignments", RoleAssignment.objects.order_by("role", "id")),
        Prefetch("absences", absences_to_come()),
    )


def absences_to_come() -> QuerySet[Absence]:
    """Days away that are not over."""
    return Absence.objects.filter(until__gte=timezone.localdate()).order_by("since", "id")


def absences_of(person: User) -> QuerySet[Absence]:
    """Somebody's days away that are not over."""
    return absences_to_come().filter(user=person)


def sessions_of(person: User) -> QuerySet[Session]:
    """Where somebody is signed in, newest first."""
    live = Session.objects.filter(user=person, expire_date__gt=timezone.now())
    return live.order_by("-created_at", "session_key")


def role_assignments(person: User | None = None) -> QuerySet[RoleAssignment]:
    """Roles held by people, or by one of them."""
    rows = RoleAssignment.objects.select_related("user").filter(user__is_program=False)
    return rows if person is None else rows.filter(user=person)


def roles_page() -> list[dict[str, Any]]:
    """Every role with who holds it and for what; one statement, the first two hundred holders of each."""
    held: dict[str, list[RoleAssignment]] = {}
    rows = role_assignments().filter(user__is_active=True).order_by("role", "user__name", "id")
    for row in rows[:2000]:
        held.setdefault(row.role, []).append(row)
    return [
        {"role": str(value), "label": str(label), "rows": held.get(str(value), [])[:200], "n": len(held.get(str(value), []))}
        for value, label in Role.choices
        if value != Role.REQUESTER
    ]  # fmt: skip


def teams_page(user: User) -> QuerySet[Team]:
    """Teams by name, those that work first, with how many people work in them."""
    rows = access.teams_visible_to(user)
    members = Count("memberships", filter=Q(memberships__user__is_active=True))
    return rows.annotate(people=members).order_by("-is_active", "name", "id")


def team_page(user: User) -> QuerySet[Team]:
    """Teams with their people."""
    people_in = Membership.objects.select_related("user").order_by("-is_lead", "user__name", "id")
    return access.teams_visible_to(user).prefetch_related(Prefetch("memberships", people_in))


def active_teams() -> QuerySet[Team]:
    """Teams that work, for a select."""
    return Team.objects.filter(is_active=True).order_by("name", "id")


def held_by_person(user: User, person: User) -> list[tuple[str, int, list[Held]]]:
    """(words, how many, the first few) of what somebody holds."""
    found = ((one.words, *one.of_person(user, person.pk)) for one in holdings.items)
    return [row for row in found if row[1]]


def held_by_team(user: User, team: Team) -> list[tuple[str, int, list[Held]]]:
    """(words, how many, the first few) of what a team holds."""
    found = ((one.words, *one.of_team(user, team.pk)) for one in holdings.items)
    return [row for row in found if row[1]]


def oneself(user: User) -> QuerySet[User]:
    """Whoever asks."""
    return User.objects.filter(pk=user.pk)


def unheld(role: str) -> bool:
    """Does nobody hold this role?"""
    return not RoleAssignment.objects.filter(role=role, user__is_active=True).exists()


def subject_people(user: User, ids: set[int]) -> dict[int, Named]:
    """What people are called in the log, with their page for those who may open it."""
    rows = User.objects.filter(pk__in=ids).values_list("pk", "name", "is_program")
    open_to = access.may_look(user)
    return {
        pk: Named(name, reverse("person", args=[pk]) if open_to and not is_program else "")
        for pk, name, is_program in rows
    }


def subject_teams(user: User, ids: set[int]) -> dict[int, Named]:
    """What teams are called in the log."""
    open_to = access.may_look(user)
    rows = Team.objects.filter(pk__in=ids).values_list("pk", "name", "slug")
    return {
        pk: Named(name, reverse("team", args=[slug]) if open_to else "") for pk, name, slug in rows
    }
