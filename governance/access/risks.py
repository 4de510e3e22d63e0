"""Risks are open to all who see the service, those of none to everybody with a role; whoever has the right accepts, never their owner."""

from django.db.models import Q, QuerySet

from governance.access import register
from governance.models import Risk
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

EDIT, ASK, WITHDRAW, CLOSE = "edit", "ask", "withdraw", "close"
VERBS = (EDIT, ASK, WITHDRAW, CLOSE)
may_read = register.may_read


def may_raise(user: User) -> bool:
    """Anybody with a role: what one sees, one says."""
    return may_read(user)


def visible_to(user: User) -> QuerySet[Risk]:
    """Risks of the services this person sees and of none, their own, and those they were asked about."""
    if not may_read(user):
        return Risk.objects.none()
    seen = Q(service__isnull=True) | Q(service__in=services.visible_to(user))
    mine = Q(owner=user) | Q(raised_by=user) | Q(access.granted(user, "risk"))
    return Risk.objects.filter(seen | mine)


def may(user: User, verb: str, risk: Risk) -> bool:
    """Who owns or raised it, the service's owner and administrators change it and ask for acceptance."""
    if verb == "view":
        return visible_to(user).filter(pk=risk.pk).exists()
    if verb not in VERBS or not may_read(user):
        return False
    return (
        user.pk in (risk.owner_id, risk.raised_by_id)
        or (risk.service is not None and risk.service.owner_id == user.pk)
        or user.has_role(Role.ADMINISTRATOR.value)
    )


access.register(Risk, visible_to=visible_to, may=may)
