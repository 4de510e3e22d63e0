"""Escalations are open to all who see what they are about, and to everybody on their path; whoever holds the rung decides, or anybody above."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.access import register
from governance.access.approvals import OVERSEE
from governance.models import Escalation
from practices.desk import access as desk
from svs.accounts.models import User
from svs.permissions import access
from svs.services import access as services

DECIDE = "decide"
may_read = register.may_read


def may_open(user: User) -> bool:
    """Whoever sees a record may take it up: the way up is open to everybody with a role."""
    return may_read(user)


def visible_to(user: User) -> QuerySet[Escalation]:
    """Those of the services this person sees and of none, on a ticket only where they see it; and those they stand on."""
    if not may_read(user):
        return Escalation.objects.none()
    seen = desk.visible_to(user).filter(pk=OuterRef("subject_id"))
    about = Q(service__isnull=True) | Q(service__in=services.visible_to(user))
    open_to = Q() if user.has_role(*OVERSEE) else ~Q(subject_type="ticket") | Exists(seen)
    mine = Q(path__contains=[user.pk]) | Q(opened_by=user)
    return Escalation.objects.filter(about & open_to | mine)


def may(user: User, verb: str, escalation: Escalation) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=escalation.pk).exists()
    return verb == DECIDE and may_read(user) and user.pk in escalation.may_decide_ids


access.register(Escalation, visible_to=visible_to, may=may)
