"""Decisions are open to all who work with the service; whoever may answer the signal decides, and looks at it again."""

from django.db.models import Q, QuerySet

from governance.models import Decision
from metrics import access as metrics
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

REVIEW = "review"


def may_read(user: User) -> bool:
    """Anybody with a role."""
    return metrics.may_read(user)


def visible_to(user: User) -> QuerySet[Decision]:
    """Decisions about the services this person sees, and their own."""
    if not may_read(user):
        return Decision.objects.none()
    return Decision.objects.filter(Q(service__in=services.visible_to(user)) | Q(decided_by=user))


def may(user: User, verb: str, decision: Decision) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=decision.pk).exists()
    return verb == REVIEW and (
        user.pk in (decision.decided_by_id, decision.owner_id)
        or (decision.signal is not None and access.may(user, metrics.ANSWER, decision.signal))
    )


def may_adopt(user: User) -> bool:
    """Set policy values."""
    return user.has_role(Role.ADMINISTRATOR.value)


def may_look(user: User) -> bool:
    """See which policy values are in force, and why."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.AUDITOR.value, Role.SPONSOR.value)


access.register(Decision, visible_to=visible_to, may=may)
