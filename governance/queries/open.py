"""Whoever works here sees this much: all that is not restricted. What a board reads together is asked for as this reader,
so that every item has the same number before every member, and nobody learns here of a ticket that is hidden from them."""

from svs.accounts.models import Role, User


def onlooker() -> User:
    """Somebody who is nobody: sees what an auditor sees, and was granted nothing."""
    user = User(pk=0, email="", name="")
    user.held, user.team_ids = ((Role.AUDITOR.value, "", None),), frozenset()
    user.granted_subjects = frozenset()
    user.hidden_teams = user.hidden_services = None
    return user
