"""Saved views in the shape of the side bar and their page."""

from typing import Any

from django.db.models import F, QuerySet

from practices.desk import access
from practices.desk.models import SavedView
from svs.accounts.models import Team, User


def views_of(user: User) -> QuerySet[SavedView]:
    """The views this person sees in their order: their own, then those of their teams by team."""
    seen = access.views_visible_to(user).select_related("team", "owner")
    return seen.order_by(F("team__name").asc(nulls_first=True), "place", "id")


def led_by(user: User) -> frozenset[int]:
    """The teams of which this person is a lead."""
    return frozenset(user.memberships.filter(is_lead=True).values_list("team_id", flat=True))


def teams_of(user: User) -> QuerySet[Team]:
    """The teams this person may keep views for."""
    return Team.objects.filter(pk__in=user.team_ids, is_active=True).order_by("name", "id")


def side_of(user: User) -> list[dict[str, Any]]:
    """The views of the side bar: name, address, what they ask for. One statement."""
    rows = views_of(user).values("id", "name", "query", team_name=F("team__name"))
    return [{**row, "url": f"/tickets/views/{row['id']}/"} for row in rows]
