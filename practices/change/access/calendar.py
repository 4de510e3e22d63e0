"""Who reads the calendar of changes, and says when nothing may change; who says how risk is weighed."""

from typing import TYPE_CHECKING

from practices.change.models import Freeze, MaintenanceWindow
from practices.desk.access import works_on_tickets
from svs.accounts.models import Role
from svs.permissions import access
from svs.services import access as services

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from svs.accounts.models import User
    from svs.services.models import Service

EDIT = "edit"
CALENDAR_ROLES = (
    Role.ADMINISTRATOR.value,
    Role.BOARD_MEMBER.value,
    Role.CHAIR.value,
    Role.SPONSOR.value,
)


def may_set_risk_policy(user: "User") -> bool:
    """Say how risk is weighed: administrators."""
    return user.has_role(Role.ADMINISTRATOR.value)


def may_look_at_risk_policy(user: "User") -> bool:
    """See how risk is weighed: whoever works with changes or decides them."""
    return user.has_role(*(role.value for role in Role if role is not Role.REQUESTER))


def reads_calendar(user: "User") -> bool:
    """Whoever works on tickets, sets things up or decides on changes plans by the calendar."""
    return works_on_tickets(user) or user.has_role(*CALENDAR_ROLES)


def may_freeze(user: "User") -> bool:
    """Administrators and those who lead a board say when nothing may change."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.CHAIR.value)


def freezes_visible_to(user: "User") -> "QuerySet[Freeze]":
    """Whoever reads the calendar knows when nothing may change."""
    return Freeze.objects.all() if reads_calendar(user) else Freeze.objects.none()


def may_with_freeze(user: "User", verb: str, freeze: Freeze) -> bool:
    if verb == "view":
        return reads_calendar(user)
    return verb == EDIT and may_freeze(user)


def knows(user: "User", service: "Service") -> bool:
    """Does this person see the service?"""
    return services.sees_restricted(user, restricted=service.is_restricted, team_id=service.team_id, owner_id=service.owner_id)  # fmt: skip


def windows_visible_to(user: "User") -> "QuerySet[MaintenanceWindow]":
    """Whoever reads the calendar knows the windows of the services they see."""
    if not reads_calendar(user):
        return MaintenanceWindow.objects.none()
    return MaintenanceWindow.objects.filter(service__in=services.visible_to(user))


def services_to_agree(user: "User") -> "QuerySet[Service]":
    """The services whose windows this person agrees on: owners their own, administrators all."""
    if not user.has_role(Role.SERVICE_OWNER.value, Role.ADMINISTRATOR.value):
        return services.visible_to(user).none()
    seen = services.visible_to(user).filter(is_active=True).order_by("name", "id")
    return seen if user.has_role(Role.ADMINISTRATOR.value) else seen.filter(owner_id=user.pk)


def may_agree(user: "User") -> bool:
    """Owners of services and administrators agree on windows."""
    return user.has_role(Role.SERVICE_OWNER.value, Role.ADMINISTRATOR.value)


def may_with_window(user: "User", verb: str, window: MaintenanceWindow) -> bool:
    if verb == "view":
        return reads_calendar(user)
    return verb == EDIT and services_to_agree(user).filter(pk=window.service_id).exists()


access.register(Freeze, visible_to=freezes_visible_to, may=may_with_freeze)
access.register(MaintenanceWindow, visible_to=windows_visible_to, may=may_with_window)
