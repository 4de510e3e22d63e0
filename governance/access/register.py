"""Decisions are open to all who work with the service, those of none to everybody with a role; nothing of what is hidden shows in them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.access.approvals import OVERSEE
from governance.models import BoardMember, Decision
from metrics import access as metrics
from practices.desk import access as desk
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services
from svs.services.models import Service

REVIEW = "review"


def may_read(user: User) -> bool:
    """Anybody with a role."""
    return metrics.may_read(user)


def visible_to(user: User) -> QuerySet[Decision]:
    """Decisions about the services this person sees and about none, and their own; those on a ticket only where they see it or sit on the board."""
    if not may_read(user):
        return Decision.objects.none()
    seen = desk.visible_to(user).filter(pk=OuterRef("approval__subject_id"))
    open_to = Q()
    if not user.has_role(*OVERSEE):
        sits = BoardMember.objects.filter(board=OuterRef("board"), user=user, until__isnull=True)
        open_to = Q(approval__isnull=True) | ~Q(approval__subject_type="ticket") | Exists(seen) | Exists(sits)  # fmt: skip
    about = Q(service__isnull=True) | Q(service__in=services.visible_to(user))
    return Decision.objects.filter(about & open_to | Q(decided_by=user) | Q(owner=user))


def may(user: User, verb: str, decision: Decision) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=decision.pk).exists()
    return verb == REVIEW and (
        user.pk in (decision.decided_by_id, decision.owner_id)
        or (decision.service is not None and decision.service.owner_id == user.pk)
        or user.has_role(Role.ADMINISTRATOR.value)
        or (decision.signal is not None and access.may(user, metrics.ANSWER, decision.signal))
    )


HAND = (Role.SERVICE_OWNER, Role.BOARD_MEMBER, Role.CHAIR, Role.SPONSOR, Role.PRACTICE_LEAD)


def may_record(user: User) -> bool:
    """Write a decision down by hand: whoever owns a service, sits on a board, leads a practice or sponsors."""
    return user.has_role(*HAND)


def services_to_decide_on(user: User) -> QuerySet[Service]:
    """The services this person may name in one: any they see, for owners of services alone their own."""
    seen = services.visible_to(user).filter(is_active=True)
    return seen if may_record_without(user) else seen.filter(owner=user)


def may_record_without(user: User) -> bool:
    """Decide on something that belongs to no service."""
    return user.has_role(*(role for role in HAND if role is not Role.SERVICE_OWNER))


def may_adopt(user: User) -> bool:
    """Set policy values."""
    return user.has_role(Role.ADMINISTRATOR.value)


def may_look(user: User) -> bool:
    """See which policy values are in force, and why."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.AUDITOR.value, Role.SPONSOR.value)


access.register(Decision, visible_to=visible_to, may=may)
