"""What the shell of every page needs."""

from typing import Any

from django.http import HttpRequest

from svs.accounts.models import User
from svs.knobs import registry as knobs
from svs.web import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "organisation": user.organisation
        if isinstance(user, User)
        else knobs.current("accounts.organisation"),
        "theme": user.theme if isinstance(user, User) else "",
        "navigation": navigation.groups_for(user) if isinstance(user, User) else [],
    }
