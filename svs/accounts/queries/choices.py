"""People in the shape of choices."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver

from svs.accounts.models import Absence, ApiClient, Membership, Role, Team, User


def people_with_a_role() -> QuerySet[User]:
    """Active people who hold any role: whom work and ownership can be given to."""
    return User.objects.filter(
        is_active=True, is_program=False, role_assignments__isnull=False
    ).distinct().order_by("name", "id")  # fmt: skip


def leads_of(team_ids: set[int]) -> dict[int, list[int]]:
    """The leads of these teams who are at work."""
    rows = Membership.objects.filter(team__in=team_ids, is_lead=True, user__is_active=True).order_by("team_id", "id")  # fmt: skip
    found: dict[int, list[int]] = {}
    for team_id, user_id in rows.values_list("team_id", "user_id"):
        found.setdefault(team_id, []).append(user_id)
    return found


def teams() -> list[tuple[int, str]]:
    """(id, name) of the teams that work."""
    return list(
        Team.objects.filter(is_active=True).order_by("name", "id").values_list("id", "name")
    )


def agents() -> list[tuple[int, str]]:
    """(id, name) of those who work on tickets."""
    rows = User.objects.filter(
        is_active=True, role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD)
    )
    return list(rows.distinct().order_by("name", "id").values_list("id", "name"))


def present_agents(team_id: int, day: date) -> list[int]:
    """Ids of the active agents of a team who are not away on this day."""
    rows = User.objects.filter(
        is_active=True, memberships__team_id=team_id, role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD)
    ).exclude(Exists(Absence.objects.filter(user_id=OuterRef("pk"), since__lte=day, until__gte=day)))  # fmt: skip
    return list(rows.distinct().order_by("id").values_list("id", flat=True))


def is_team_at_work(team_id: int) -> bool:
    """Is there such a team, and does it work?"""
    return Team.objects.filter(pk=team_id, is_active=True).exists()


def is_agent_at_work(user_id: int) -> bool:
    """Is there such an agent, and do they still work here?"""
    return User.objects.filter(
        pk=user_id, is_active=True, role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD)
    ).exists()


def administrators() -> list[str]:
    """The addresses of those who administer, for what they must hear of."""
    rows = User.objects.filter(
        is_active=True, is_program=False, role_assignments__role=Role.ADMINISTRATOR
    )
    return list(rows.distinct().order_by("id").values_list("email", flat=True))


def names_of(ids: set[int]) -> dict[int, str]:
    """The names of these people."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def scopes() -> list[str]:
    """Every scope that a part of the API asks for."""
    return sorted(set(_scopes(get_resolver().url_patterns)))


def _scopes(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _scopes(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield from getattr(getattr(pattern.callback, "cls", None), "scopes", {}).values()


def clients() -> QuerySet[ApiClient]:
    """Programs with a token, those still valid first."""
    return ApiClient.objects.select_related("user").order_by(
        F("revoked_at").asc(nulls_first=True), "name", "id"
    )
