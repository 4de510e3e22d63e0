"""Hours and promised times are known to all who are signed in, those of a hidden service aside; administrators set them."""

from django.db.models import Q, QuerySet

from practices.service_level.models import Calendar, Target, TargetQuerySet
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

EDIT = "edit"


def may_administer(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR.value)


def calendars_visible_to(user: User) -> QuerySet[Calendar]:
    return Calendar.objects.all()


def targets_visible_to(user: User) -> TargetQuerySet:
    """The general targets, and those of the services this person sees."""
    seen = services.visible_to(user).values("pk")
    return Target.objects.filter(Q(service__isnull=True) | Q(service__in=seen))


def may_calendar(user: User, verb: str, calendar: Calendar) -> bool:
    return verb == "view" or (verb == EDIT and may_administer(user))


def may_target(user: User, verb: str, target: Target) -> bool:
    if verb == "view":
        return targets_visible_to(user).filter(pk=target.pk).exists()
    return verb == EDIT and may_administer(user)


access.register(Calendar, visible_to=calendars_visible_to, may=may_calendar)
access.register(Target, visible_to=targets_visible_to, may=may_target)
