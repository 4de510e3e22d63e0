"""People in the shape of choices."""

from django.db.models import QuerySet

from svs.accounts.models import User


def people_with_a_role() -> QuerySet[User]:
    """Active people who hold any role: whom work and ownership can be given to."""
    return User.objects.filter(
        is_active=True, is_program=False, role_assignments__isnull=False
    ).distinct().order_by("name", "id")  # fmt: skip
