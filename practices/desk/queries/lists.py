"""Lists of tickets as pages, views and exports read them: their order, their counts, and what the ids asked for are called."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from practices.desk.models import Stretch, Ticket, Viewing
from practices.desk.queries import promised
from practices.desk.queries.rows import queue_rows, with_office
from svs.accounts.models import Role, Team, User
from svs.services import access as services
from svs.services import queries as service_queries

FRESH = timedelta(seconds=40)  # so long a look at a ticket counts as being there
A_DAY = timedelta(days=1)
ENOUGH = 500  # people and services a filter offers to pick
_LEFT, _ID = F("due_at"), F("id")
# What a list may be sorted by, forwards and backwards; behind each stands an index.
SORTS: dict[str, tuple[Any, ...]] = {
    "left": (_LEFT.asc(nulls_last=True), _ID.asc()),
    "-left": (_LEFT.desc(nulls_first=True), _ID.desc()),
    "priority": ("priority", _LEFT.asc(nulls_last=True), "id"),
    "-priority": ("-priority", _LEFT.desc(nulls_first=True), "-id"),
    "logged": ("logged_at", "id"),
    "-logged": ("-logged_at", "-id"),
    "updated": ("updated_at", "id"),
    "-updated": ("-updated_at", "-id"),
    "resolved": ("resolved_at", "id"),
    "-resolved": ("-resolved_at", "-id"),
}
ALSO = ("promised_at", "unanswered_since")  # what lists show besides the rows of a queue
OF_OPEN = ("left", "priority")  # of what is done nobody asks how much time is left
OF_DONE = ("resolved",)


def rows(tickets: QuerySet[Ticket]) -> Any:
    """Rows of a list with the names they show, in one statement."""
    found = queue_rows(tickets)
    return found.values(*found.query.values_select, *found.query.annotation_select, *ALSO)


def ordered(tickets: QuerySet[Ticket], sort: str) -> QuerySet[Ticket]:
    """In this order; the id decides between equals, so that pages never overlap."""
    return tickets.order_by(*SORTS[sort])


def counts(tickets: QuerySet[Ticket], now: datetime) -> dict[str, int]:
    """How many tickets there are, how many promises are broken and at risk: one statement."""
    return tickets.order_by().aggregate(
        all=Count("id"),
        breached=Count("id", filter=promised.breached(now)),
        risk=Count("id", filter=promised.at_risk(now)),
    )


def count_each(tickets: QuerySet[Ticket], asked: dict[str, Q]) -> dict[str, int]:
    """How many of these tickets each list holds: one statement, however many lists."""
    if not asked:
        return {}
    told = {f"n{place}": Count("id", filter=where) for place, where in enumerate(asked.values())}
    found = tickets.order_by().aggregate(**told)
    return {key: found[f"n{place}"] for place, key in enumerate(asked)}


def still_there(seen: QuerySet[Ticket], refs: list[str], where: Q, office: Q) -> Any:
    """The rows that are on somebody's screen, each told whether it still belongs to the list and is theirs to sort."""
    here = Case(
        When(where or ~Q(pk__in=()), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return with_office(rows(seen.filter(ref__in=refs)), office).annotate(is_here=here)


def came_in(
    tickets: QuerySet[Ticket], since: datetime, refs: list[str], whose: Mapping[str, Any]
) -> int:
    """How many tickets of a list came in since then: logged, or handed to its team or holder. One statement."""
    began = Stretch.objects.filter(ticket=OuterRef("pk"), during__upper_inf=True, during__startswith__gt=since)  # fmt: skip
    if "assignee" not in whose:  # only another team brings it here
        began = began.exclude(prev_team_id=F("team_id"))
    came = Q(logged_at__gt=since) | Q(Exists(began))
    return tickets.filter(came, updated_at__gt=since).exclude(ref__in=refs).order_by().count()


def viewing(user: User, ticket_ids: list[int], now: datetime) -> dict[int, list[dict[str, Any]]]:
    """Who else has these tickets open just now: one statement."""
    looks = Viewing.objects.filter(ticket_id__in=ticket_ids, seen_at__gt=now - FRESH)
    others: Any = looks.exclude(user=user).order_by("ticket_id", "user__name")
    there: dict[int, list[dict[str, Any]]] = {}
    for row in others.values("ticket_id", "writes", name=F("user__name")):
        there.setdefault(row["ticket_id"], []).append(row)
    return there


def my_teams(user: User) -> list[dict[str, Any]]:
    """The teams of this person, by name."""
    rows: Any = Team.objects.filter(pk__in=user.team_ids, is_active=True).order_by("name", "id")
    return list(rows.values("id", "name", "slug", "is_restricted"))


def teams() -> QuerySet[Team]:
    """Every team in use."""
    return Team.objects.filter(is_active=True).order_by("name", "id")


def agents() -> QuerySet[User]:
    """Who may hold a ticket."""
    held = User.objects.filter(role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD))
    return held.filter(is_active=True).distinct().order_by("name", "id")


def options_of(user: User, record: str) -> list[tuple[str, str]]:
    """(id, name) of what a filter offers to pick: only what this person sees."""
    if record == "category":
        groups = service_queries.categories_by_service(user)
        return [(str(pk), f"{name}: {label.strip()}") for name, found in groups for pk, label in found][:ENOUGH]  # fmt: skip
    rows: Any = {
        "service": lambda: services.visible_to(user).order_by("name", "id"), "team": teams, "person": agents,
    }[record]()  # fmt: skip
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:ENOUGH]]


def names_of(user: User, ids: dict[str, Iterable[int]]) -> dict[tuple[str, int], str]:
    """What the ids in a filter are called, as far as this person may know it: one statement, none where nothing is asked."""
    sources: Any = {
        "service": services.visible_to(user), "team": Team.objects.all(), "person": User.objects.all(),
        "category": services.categories_visible_to(user),
    }  # fmt: skip
    parts = [
        rows.filter(pk__in=list(ids[record])).order_by().values_list(
            Value(record, output_field=CharField()), "pk", "name"
        )
        for record, rows in sources.items()
        if ids.get(record)
    ]  # fmt: skip
    if not parts:
        return {}
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(record, pk): name for record, pk, name in found}
