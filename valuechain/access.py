"""The map of who holds what is for those who work with it; each sees it over the tickets they see."""

from svs.accounts.models import Role, User

READERS = tuple(role.value for role in Role if role is not Role.REQUESTER)


def may_read(user: User) -> bool:
    return user.has_role(*READERS)
