"""Everybody who works with a service sees what is done to better it; its owner and the improvement's owner try and judge it."""

from django.db.models import Q, QuerySet

from improvement.models import Improvement
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

EDIT, ASSESS, DROP = "edit", "assess", "drop"
ASK, START, EXTEND, END = "ask_approval", "start", "extend", "end"
KEEP, ADAPT, DISCARD = "keep", "adapt", "discard"
SAID = (EDIT, ASSESS, DROP)  # whoever raised it may still say what it is
TRIED = (ASK, START, EXTEND, END, KEEP, ADAPT, DISCARD)
READERS = tuple(role.value for role in Role if role is not Role.REQUESTER)


def may_read(user: User) -> bool:
    """Anybody with a role; requesters speak through the desk."""
    return user.has_role(*READERS)


def visible_to(user: User) -> QuerySet[Improvement]:
    """Improvements of the services this person sees, those of no service, their own, and those they were asked to decide."""
    if not may_read(user):
        return Improvement.objects.none()
    seen = Q(service__isnull=True) | Q(service__in=services.visible_to(user)) | Q(owner=user)
    if access.may_be_granted(user, "improvement"):
        seen |= Q(access.granted(user, "improvement"))
    return Improvement.objects.filter(seen)


def may(user: User, verb: str, improvement: Improvement) -> bool:
    """Who raised it may change, assess and drop it; trying and judging are its owner's, the service owner's and administrators'."""
    if verb == "view":
        return visible_to(user).filter(pk=improvement.pk).exists()
    if verb not in (*SAID, *TRIED) or not may_read(user):
        return False
    if verb in SAID and user.pk == improvement.raised_by_id:
        return True
    return (
        user.pk == improvement.owner_id
        or (improvement.service is not None and improvement.service.owner_id == user.pk)
        or user.has_role(Role.ADMINISTRATOR.value)
    )


access.register(Improvement, visible_to=visible_to, may=may)
