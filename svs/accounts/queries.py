"""People in the shape of choices."""

from django.db.models import QuerySet

from svs.accounts.models import Role, Team, User


def people_with_a_role() -> QuerySet[User]:
    """Active people who hold any role: whom work and ownership can be given to."""
    return User.objects.filter(
        is_active=True, is_program=False, role_assignments__isnull=False
    ).distinct().order_by("name", "id")  # fmt: skip


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


def names_of(ids: set[int]) -> dict[int, str]:
    """The names of these people."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
