"""Somebody must be able to let others in."""

from django.db import connection

from svs.accounts.models import Role, RoleAssignment
from svs.errors import RuleViolation


def lock_administrators() -> None:
    """Let changes of who administers queue up until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('svs.administrators'))")


def administrators() -> list[int]:
    """The ids of the people who can let others in, now."""
    held = RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, user__is_active=True, user__is_program=False
    )
    return list(held.values_list("user_id", flat=True))


def keep_one(*, without: int) -> None:
    """Raise RuleViolation("last_administrator") when this person is the only one left who can let others in.

    The lock makes two at once queue up, so that each cannot count on the other.
    """
    lock_administrators()
    if administrators() == [without]:
        raise RuleViolation(
            "last_administrator",
            "This is the last administrator. Give somebody else the role first.",
        )
