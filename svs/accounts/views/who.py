"""Who may open these pages."""

from django.http import HttpRequest

from svs.accounts import access
from svs.accounts.models import User
from svs.errors import Forbidden
from svs.web.pages import viewer


def administrator(request: HttpRequest) -> User:
    """Whoever changes people, teams and roles."""
    user = viewer(request)
    if not access.may_administer(user):
        raise Forbidden
    return user


def looker(request: HttpRequest) -> User:
    """Whoever may see who is known."""
    user = viewer(request)
    if not access.may_look(user):
        raise Forbidden
    return user
