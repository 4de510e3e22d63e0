"""The table of decision rights is open to all who work with the services; administrators and chairs write drafts of it."""

from django.db.models import QuerySet

from governance.models import DecisionRight
from metrics import access as metrics
from svs.accounts.models import Role, User
from svs.permissions import access

DRAFT = "draft"


def may_read(user: User) -> bool:
    """Anybody with a role."""
    return metrics.may_read(user)


def may_draft(user: User) -> bool:
    """Write drafts of rows and put them before those who decide."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.CHAIR.value)


def visible_to(user: User) -> QuerySet[DecisionRight]:
    """Every version of every row, for everybody with a role."""
    return DecisionRight.objects.all() if may_read(user) else DecisionRight.objects.none()


def may(user: User, verb: str, right: DecisionRight) -> bool:
    return may_read(user) if verb == "view" else verb == DRAFT and may_draft(user)


access.register(DecisionRight, visible_to=visible_to, may=may)
