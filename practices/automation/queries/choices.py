"""Whom a rule gives work to."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from practices.automation.models import LastGiven
from practices.desk import queries as desk
from svs.accounts import queries as accounts

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def least_open(team_id: int) -> int | None:
    """The present agent of a team with the fewest open tickets; of several who waited longest, then the lower id.

    None when nobody is there today. Call under the team's lock: what was picked just before must be counted.
    """
    present = accounts.present_agents(team_id, timezone.localdate())
    held = desk.open_held_by(present)
    given = dict(LastGiven.objects.filter(user_id__in=present).values_list("user_id", "at"))
    return min(present, key=lambda pk: (held.get(pk, 0), given.get(pk, _NEVER), pk), default=None)
