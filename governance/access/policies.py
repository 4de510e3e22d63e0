"""Policies of one page are read by everybody with a role; their owner writes them, whoever leads or decides may draft one."""

from django.db.models import QuerySet

from governance.access import register
from governance.models import Policy
from svs.accounts.models import Role, User
from svs.permissions import access

EDIT, PROPOSE, WITHDRAW, RETIRE = "edit", "propose", "withdraw", "retire"
VERBS = (EDIT, PROPOSE, WITHDRAW, RETIRE)
DRAFTERS = (Role.ADMINISTRATOR, Role.SPONSOR, Role.CHAIR, Role.BOARD_MEMBER, Role.PRACTICE_LEAD, Role.PROCESS_OWNER, Role.SERVICE_OWNER)  # fmt: skip
may_read = register.may_read


def may_draft(user: User) -> bool:
    """Those who lead a practice, own a service or sit on a board."""
    return user.has_role(*DRAFTERS)


def visible_to(user: User) -> QuerySet[Policy]:
    """All of them: what is to be kept is hidden from nobody who works here."""
    return Policy.objects.all() if may_read(user) else Policy.objects.none()


def may(user: User, verb: str, policy: Policy) -> bool:
    """Its owner and administrators write, propose and retire it; who wrote it helps writing."""
    if verb == "view":
        return may_read(user)
    if verb not in VERBS or not may_read(user):
        return False
    if verb == EDIT and user.pk in policy.authors and user.has_role(*DRAFTERS):
        return True
    return policy.owner_id == user.pk or user.has_role(Role.ADMINISTRATOR.value)


access.register(Policy, visible_to=visible_to, may=may)
