"""Who looks after people and teams: administrators change, auditors read, everybody minds their own account."""

from django.db.models import QuerySet

from svs.accounts.models import Role, Team, User
from svs.permissions import access

EDIT = "edit"


def may_administer(user: User) -> bool:
    """Change people, teams and roles."""
    return user.has_role(Role.ADMINISTRATOR.value)


def may_look(user: User) -> bool:
    """See who is known and who may what."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.AUDITOR.value)


def people_visible_to(user: User) -> QuerySet[User]:
    """The people (no programs) that somebody may look up as such."""
    people = User.objects.filter(is_program=False)
    return people if may_look(user) else people.none()


def teams_visible_to(user: User) -> QuerySet[Team]:
    """The teams, as those see them who look after them."""
    return Team.objects.all() if may_look(user) else Team.objects.none()


def _may(user: User, verb: str, record: User | Team) -> bool:
    return may_look(user) if verb == "view" else verb == EDIT and may_administer(user)


access.register(User, visible_to=people_visible_to, may=_may)
access.register(Team, visible_to=teams_visible_to, may=_may)
