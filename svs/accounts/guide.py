"""The set-up guide's step about the first team."""

from typing import Any

from django.urls import reverse

from svs.accounts.models import Membership, Role
from svs.extensions import Step


def _staffed(_: Any) -> bool:
    """Is there a team with somebody in it who works tickets?"""
    places = Membership.objects.filter(
        team__is_active=True, user__is_active=True, user__role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD)
    )  # fmt: skip
    return places.exists()


def _where(user: Any) -> str:
    return reverse("teams" if _staffed(user) else "guide_team")


STEPS = [
    Step("team", "Make a team", "Who answers when somebody asks for help? You can work in it yourself.", _where, _staffed, 10)
]  # fmt: skip
