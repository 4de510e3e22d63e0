"""Agents read the rules, team leads write and run them dry, administrators let them act and put them in order."""

from django.db.models import QuerySet

from practices.automation import states
from practices.automation.models import Failure, Rule
from practices.desk import queries as desk
from svs.accounts.models import Role, User
from svs.permissions import access

EDIT, DRY_RUN, ENABLE, DISABLE, ORDER = "edit", "dry_run", "enable", "disable", "order"
ASK = "ask_approval"
SETTLE = "settle"
READERS = (Role.AGENT.value, Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value, Role.AUDITOR.value)


def may_read(user: User) -> bool:
    return user.has_role(*READERS)


def may_write(user: User) -> bool:
    """Write a rule and run it dry: team leads and administrators."""
    return user.has_role(Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value)


def may_order(user: User) -> bool:
    """Let rules act, and say in which order: administrators."""
    return user.has_role(Role.ADMINISTRATOR.value)


def visible_to(user: User) -> QuerySet[Rule]:
    """All rules for those who work with them; others see the ones they were asked to decide on."""
    if may_read(user):
        return Rule.objects.all()
    if access.may_be_granted(user, "rule"):
        return Rule.objects.filter(access.granted(user, "rule"))
    return Rule.objects.none()


def failures_visible_to(user: User) -> QuerySet[Failure]:
    """What rules could not do, for those who read rules."""
    return Failure.objects.all() if may_read(user) else Failure.objects.none()


def may(user: User, verb: str, rule: Rule) -> bool:
    """A rule at work is changed by administrators only: to change it is to stop it."""
    if verb == "view":
        return may_read(user) or access.has_grant(user, "rule", rule.pk, "view")
    if verb in (DRY_RUN, ASK):
        return may_write(user)
    if verb == EDIT:
        return may_order(user) or (may_write(user) and rule.state != states.ENABLED)
    return verb in (ENABLE, DISABLE, ORDER) and may_order(user)


def may_settle(user: User, verb: str, failure: Failure) -> bool:
    """Administrators settle every failure, team leads those of tickets they see."""
    if verb == "view":
        return may_read(user)
    sees = may_order(user) or bool(desk.heads_of(user, {failure.ticket_id}))
    return verb == SETTLE and may_write(user) and sees


access.register(Rule, visible_to=visible_to, may=may)
access.register(Failure, visible_to=failures_visible_to, may=may_settle)
