"""Who sees an approval: whoever is or was asked, stands in for them, asked for it or did the work, owns the service, or audits."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.access.delegates import places_of
from governance.models import Approval, Seat
from practices.desk import access as desk
from svs.accounts.models import Role, User
from svs.permissions import access

OVERSEE = (Role.ADMINISTRATOR.value, Role.AUDITOR.value, Role.SPONSOR.value)


def asked(user: User) -> QuerySet[Seat]:
    """The seats this person was asked on, and those of whom they stand in for just now."""
    mine = Q(user=user)
    for whose, board in places_of(user.pk):
        mine |= Q(user=whose, step__board=board) if board else Q(user=whose)
    return Seat.objects.filter(mine, asked_at__isnull=False)


def visible_to(user: User) -> QuerySet[Approval]:
    """Nobody learns of it before their step is asked, but for those who see its subject anyway."""
    if user.has_role(*OVERSEE):
        return Approval.objects.all()
    seen = (
        Q(Exists(asked(user).filter(step__approval=OuterRef("pk"))))
        | Q(asked_by=user)
        | Q(parties__contains=[user.pk])
        | Q(service__owner=user)
    )
    if desk.works_on_tickets(user):
        tickets = desk.visible_to(user).filter(pk=OuterRef("subject_id"))
        seen |= Q(Exists(tickets), subject_type="ticket")
    return Approval.objects.filter(seen)


def may(user: User, verb: str, approval: Approval) -> bool:
    """Seeing is all that roles give; who votes is a question of seats, which the vote itself answers."""
    return verb == "view" and visible_to(user).filter(pk=approval.pk).exists()


access.register(Approval, visible_to=visible_to, may=may)
