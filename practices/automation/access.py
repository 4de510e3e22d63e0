"""Agents read the rules, team leads write and run them dry, administrators let them act."""

from django.db.models import QuerySet

from practices.automation.models import Rule
from svs.accounts.models import Role, User
from svs.permissions import access

EDIT, DRY_RUN, ENABLE, DISABLE = "edit", "dry_run", "enable", "disable"
READERS = (Role.AGENT.value, Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value, Role.AUDITOR.value)


def may_read(user: User) -> bool:
    return user.has_role(*READERS)


def may_write(user: User) -> bool:
    """Write a rule and run it dry: team leads and administrators."""
    return user.has_role(Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value)


def visible_to(user: User) -> QuerySet[Rule]:
    """All rules for those who work with them, none for others."""
    return Rule.objects.all() if may_read(user) else Rule.objects.none()


def may(user: User, verb: str, rule: Rule) -> bool:
    if verb == "view":
        return may_read(user)
    if verb in (EDIT, DRY_RUN):
        return may_write(user)
    if verb in (ENABLE, DISABLE):
        return user.has_role(Role.ADMINISTRATOR.value)
    return False


access.register(Rule, visible_to=visible_to, may=may)
