"""How the queues of some teams stand: how old what is open is, who holds it, what nobody touches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from practices.desk import access, states
from practices.desk.models import Ticket
from practices.desk.queries import lists, promised
from svs.accounts.models import User

OLDEST = 10  # untouched tickets shown
# (key, words, younger than so many days); the last has no end
BANDS = (
    ("d1", "under a day", 1), ("d3", "1 to 3 days", 3), ("d7", "3 to 7 days", 7), ("d14", "1 to 2 weeks", 14),
    ("d30", "2 to 4 weeks", 30), ("older", "over 30 days", None),
)  # fmt: skip


@dataclass(frozen=True)
class Band:
    """Open tickets of an age, and how many of them broke their promise."""

    words: str
    n: int
    broken: int
    after: str  # as a filter writes it
    before: str


def open_of(user: User, team_ids: list[int]) -> QuerySet[Ticket]:
    """What is open in the queues of these teams, as far as this person sees it."""
    return access.visible_to(user).open().filter(team_id__in=team_ids)


def figures(tickets: QuerySet[Ticket], now: datetime) -> tuple[dict[str, int], list[Band]]:
    """How many there are, broken, at risk, in nobody's hands, waiting; and by age. One statement."""
    broken = promised.breached(now)
    told: dict[str, Any] = {
        "all": Count("id"), "breached": Count("id", filter=broken), "risk": Count("id", filter=promised.at_risk(now)),
        "nobody": Count("id", filter=Q(assignee__isnull=True)),
        "waiting": Count("id", filter=Q(phase=states.WAITING)),
        "unanswered": Count("id", filter=Q(unanswered_since__isnull=False)),
    }  # fmt: skip
    for key, where in _ages(now).items():
        told |= {key: Count("id", filter=where), f"{key}_broken": Count("id", filter=where & broken)}  # fmt: skip
    found = tickets.order_by().aggregate(**told)
    bands, younger = [], 0
    for key, words, days in BANDS:
        after, before = f"{days}d" if days else "", f"{younger}d" if younger else ""
        bands.append(Band(words, found[key], found[f"{key}_broken"], after, before))
        younger = days or younger
    return found, bands


def _ages(now: datetime) -> dict[str, Q]:
    found, edge = {}, None
    for key, _, days in BANDS:
        where = Q() if edge is None else Q(logged_at__lt=edge)
        if days is not None:
            edge = now - timedelta(days=days)
            where &= Q(logged_at__gte=edge)
        found[key] = where
    return found


def load(tickets: QuerySet[Ticket], team_ids: list[int], now: datetime) -> list[dict[str, Any]]:
    """Who holds how much: members without a ticket too, the fullest hands first. Two statements."""
    rows: Any = tickets.filter(assignee__isnull=False).order_by().values("assignee_id", name=F("assignee__name")).annotate(
        held=Count("id"), waiting=Count("id", filter=Q(phase=states.WAITING)),
        broken=Count("id", filter=promised.breached(now)), oldest=Min("logged_at"), untouched=Min("updated_at"),
    )  # fmt: skip
    people = {row["assignee_id"]: {**row, "active": row["held"] - row["waiting"]} for row in rows}
    members = User.objects.filter(memberships__team__in=team_ids, is_active=True, is_program=False)
    for pk, name in members.distinct().values_list("pk", "name"):
        nothing = {"held": 0, "waiting": 0, "active": 0, "broken": 0, "oldest": None, "untouched": None}  # fmt: skip
        people.setdefault(pk, {"assignee_id": pk, "name": name, **nothing})
    most = max((row["held"] for row in people.values()), default=0) or 1
    shares = ({**row, "active_share": 100 * row["active"] / most, "waiting_share": 100 * row["waiting"] / most} for row in people.values())  # fmt: skip
    return sorted(shares, key=lambda row: (-row["held"], row["name"]))


def untouched(tickets: QuerySet[Ticket]) -> Any:
    """What nobody touched for longest: one statement."""
    return lists.rows(lists.ordered(tickets, "updated"))[:OLDEST]


def by_team(tickets: QuerySet[Ticket], now: datetime) -> Any:
    """The same few figures for each team: one statement."""
    return tickets.order_by("team__name").values(name=F("team__name"), slug=F("team__slug")).annotate(
        n=Count("id"), nobody=Count("id", filter=Q(assignee__isnull=True)),
        waiting=Count("id", filter=Q(phase=states.WAITING)),
        broken=Count("id", filter=promised.breached(now)), oldest=Min("logged_at"), last=Min("updated_at"),
    )  # fmt: skip
