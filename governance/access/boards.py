"""Boards are known to all who work with the services; administrators seat people, a chair sees to how the board meets."""

from django.db.models import Q, QuerySet

from governance.models import Board, Delegation
from metrics import access as metrics
from svs.accounts.models import Role, User
from svs.permissions import access

EDIT, SEAT, END = "edit", "seat", "end"


def may_read(user: User) -> bool:
    """Anybody with a role."""
    return metrics.may_read(user)


def may_make(user: User) -> bool:
    """Make boards, and say who sits on them."""
    return user.has_role(Role.ADMINISTRATOR.value)


def visible_to(user: User) -> QuerySet[Board]:
    """Every board, for everybody with a role."""
    return Board.objects.all() if may_read(user) else Board.objects.none()


def may(user: User, verb: str, board: Board) -> bool:
    if verb == "view":
        return may_read(user)
    if verb == EDIT:
        return may_make(user) or board.pk in user.scopes_of(Role.CHAIR.value, "board")
    return verb == SEAT and may_make(user)


def delegations_visible_to(user: User) -> QuerySet[Delegation]:
    """What somebody handed over or was handed; every one for administrators and auditors."""
    if not may_read(user):
        return Delegation.objects.none()
    if user.has_role(Role.ADMINISTRATOR.value, Role.AUDITOR.value):
        return Delegation.objects.all()
    return Delegation.objects.filter(Q(user=user) | Q(to=user))


def may_delegation(user: User, verb: str, delegation: Delegation) -> bool:
    if verb == "view":
        return delegations_visible_to(user).filter(pk=delegation.pk).exists()
    return verb == END and (delegation.user_id == user.pk or user.has_role(Role.ADMINISTRATOR.value))  # fmt: skip


access.register(Board, visible_to=visible_to, may=may)
access.register(Delegation, visible_to=delegations_visible_to, may=may_delegation)
