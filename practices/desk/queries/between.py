"""What teams wait for from each other: who handed what to whom, and whose ticket is part of another team's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.lookups import In

from practices.desk import access, states
from practices.desk.models import Stretch, TicketLink
from svs.accounts.models import Team, User

# The ticket that is linked to waits for the one that links: a parent for its children, what was caused for its cause.
WAITED_FOR = ("child_of", "causes")


def _last_move() -> Any:
    """The stretch with which a ticket came to the team that has it now."""
    moves = Stretch.objects.filter(ticket=OuterRef("pk"), prev_team_id__isnull=False, team_id__isnull=False)  # fmt: skip
    return moves.exclude(prev_team_id=F("team_id")).order_by("-during")


def came_from(team_ids: list[int]) -> Q:
    """The last team that handed it over is one of these, and does not have it itself."""
    source = Subquery(_last_move().values("prev_team_id")[:1])
    return Q(In(source, team_ids)) & ~Q(team_id__in=team_ids) if team_ids else Q(pk__in=())


def part_of(team_ids: list[int]) -> Q:
    """An open ticket of one of these teams waits for it."""
    waiting = TicketLink.objects.filter(source=OuterRef("pk"), kind__in=WAITED_FOR, target__team__in=team_ids)  # fmt: skip
    return Q(Exists(waiting.exclude(target__phase=states.DONE))) & ~Q(team_id__in=team_ids)


@dataclass
class Other:
    """Another team: how many tickets were handed over and not given back, how many are part of a ticket, the oldest wait."""

    id: int
    name: str
    handed: int = 0
    parts: int = 0
    since: datetime | None = None


@dataclass
class Between:
    """Both directions, the team with the most first."""

    ours: list[Other] = field(default_factory=list)  # we wait for them
    theirs: list[Other] = field(default_factory=list)  # they wait for us


def between(user: User, team_id: int) -> Between:
    """What a team waits for from others, and others from it, as far as this person sees it: two statements."""
    seen = access.visible_to(user).open().filter(team__isnull=False)
    found: dict[bool, dict[int, Other]] = {True: {}, False: {}}
    for row in _handed(seen, team_id):
        is_ours = row["handed_by"] == team_id
        other = _other(found[is_ours], row["team_id"] if is_ours else row["handed_by"], row["team__name"] if is_ours else row["source_name"])  # fmt: skip
        other.handed, other.since = row["n"], row["since"]
    for row in _parts(seen, team_id):
        is_ours = row["target__team_id"] == team_id
        side = "source" if is_ours else "target"
        _other(found[is_ours], row[f"{side}__team_id"], row[f"{side}__team__name"]).parts = row["n"]
    return Between(*(sorted(found[ours].values(), key=lambda o: (-o.handed - o.parts, o.name)) for ours in (True, False)))  # fmt: skip


def _other(known: dict[int, Other], team_id: int, name: str) -> Other:
    return known.setdefault(team_id, Other(team_id, name or ""))


def _handed(seen: Any, team_id: int) -> Any:
    """Open tickets that came from this team to another or the other way, by both ends."""
    moves = _last_move()
    told = seen.annotate(
        handed_by=Subquery(moves.values("prev_team_id")[:1]),
        at=Subquery(moves.values("during__startswith")[:1]),
    ).filter(Q(team_id=team_id) | Q(handed_by=team_id)).exclude(handed_by=F("team_id"))  # fmt: skip
    names = Subquery(Team.objects.filter(pk=OuterRef("handed_by")).values("name")[:1])
    rows = told.filter(handed_by__isnull=False).annotate(source_name=names).order_by()
    return rows.values("team_id", "team__name", "handed_by", "source_name").annotate(n=Count("id"), since=Min("at"))  # fmt: skip


def _parts(seen: Any, team_id: int) -> Any:
    """Open tickets of one team that an open ticket of another waits for, one of them this team, by both ends."""
    links = TicketLink.objects.filter(
        Q(source__team=team_id) | Q(target__team=team_id), kind__in=WAITED_FOR,
        source__in=seen.values("pk"), target__in=seen.values("pk"),
    ).exclude(source__team=F("target__team"))  # fmt: skip
    ends = links.order_by().values("source__team_id", "source__team__name", "target__team_id", "target__team__name")  # fmt: skip
    return ends.annotate(n=Count("source", distinct=True))
