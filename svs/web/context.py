"""What the shell of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from svs.accounts.models import User
from svs.web import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "organisation": settings.SVS_ORGANISATION,
        "theme": user.theme if isinstance(user, User) else "",
        "navigation": navigation.groups_for(user) if isinstance(user, User) else [],
    }
