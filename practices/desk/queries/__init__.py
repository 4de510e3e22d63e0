"""Tickets in the shape of pages and lists."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from practices.desk import access, states
from practices.desk.models import Channel, Stretch, Ticket
from practices.desk.queries.beside import LIFE, lived
from practices.desk.queries.clocks import (
    ClockChip,
    ClockLine,
    clock_chip,
    clock_of,
    clocks_of,
    promise_warning,
    with_clocks,
)
from practices.desk.queries.courses import Course, courses_of
from practices.desk.queries.crossings import (
    Mark,
    Past,
    clocks_crossing,
    is_brought_in,
    lives_after,
    logged_since,
    past_clocks,
    past_silences,
    past_waits,
    silent_of_ours,
    waiting_for_requester,
)
from practices.desk.queries.fields import fields_of, own_in_words
from practices.desk.queries.finding import by_ref, rows_by_id, search
from practices.desk.queries.rows import ROW, least_time_left, queue_rows, with_office
from practices.desk.queries.talk import Talk, conversation
from svs.accounts.models import Team, User
from svs.extensions import SearchHit

__all__ = [
    "ROW",
    "ClockChip",
    "ClockLine",
    "Course",
    "Mark",
    "Past",
    "Talk",
    "clock_chip",
    "clock_of",
    "clocks_crossing",
    "clocks_of",
    "conversation",
    "courses_of",
    "fields_of",
    "is_brought_in",
    "least_time_left",
    "lives_after",
    "logged_since",
    "own_in_words",
    "past_clocks",
    "past_silences",
    "past_waits",
    "promise_warning",
    "queue_rows",
    "silent_of_ours",
    "waiting_for_requester",
    "with_clocks",
    "with_office",
]  # and what is below


def life(ticket: Ticket) -> list[dict[str, Any]]:
    """The stretches of a ticket's life with their lengths in seconds; the open one runs to now unless done."""
    with connection.cursor() as cursor:
        cursor.execute(LIFE, {"ticket": ticket.pk})
        (found,) = cursor.fetchone()
    return lived(found or [], timezone.now())


def team_names(ids: set[int]) -> dict[int, str]:
    """The names of these teams."""
    return dict(Team.objects.filter(pk__in=ids).values_list("pk", "name"))


def facts_of(ticket_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Tickets by id with everything a rule may ask about, as they are now."""
    rows: Any = Ticket.objects.filter(pk__in=ticket_ids).values(
        "id", "ref", "title", "description", "service_id", "category_id", "team_id", "assignee_id", "priority",
        "channel", "state", "phase", "tags", "own", "resolved_at", department=F("requester__department"),
    )  # fmt: skip
    return {row["id"]: row for row in rows}


def words_of(ticket_id: int) -> dict[str, str]:
    """What a text about a ticket may name."""
    row: Any = Ticket.objects.values(
        "ref", "title", "priority", service_name=F("service__name"), team_name=F("team__name"),
        holder=F("assignee__name"), requester_name=F("requester__name"),
    ).get(pk=ticket_id)  # fmt: skip
    named = {"service": row["service_name"], "team": row["team_name"], "holder": row["holder"], "requester": row["requester_name"]}  # fmt: skip
    return {"ref": row["ref"], "title": row["title"], "priority": f"P{row['priority']}"} | {
        name: value or "" for name, value in named.items()
    }


def open_held_by(user_ids: list[int]) -> dict[int, int]:
    """How many open tickets each of these people holds."""
    held = Ticket.objects.filter(~Q(phase=states.DONE), assignee_id__in=user_ids)
    return dict(held.values_list("assignee_id").annotate(n=Count("id")).order_by())


def heads_of(user: User, ticket_ids: set[int]) -> dict[int, dict[str, Any]]:
    """Ref, title and address of those of these tickets that this person sees."""
    rows = access.visible_to(user).filter(pk__in=ticket_ids).only("id", "kind", "ref", "title")
    return {t.pk: {"ref": t.ref, "title": t.title, "url": t.get_absolute_url()} for t in rows}


def titles_of(user: User, refs: list[str]) -> dict[str, str]:
    """The titles of those of these tickets that this person sees."""
    return dict(access.visible_to(user).filter(ref__in=refs).values_list("ref", "title"))


def ticket_by_id(ticket_id: int) -> Ticket:
    """The ticket of an event, for the operations that act on it."""
    return Ticket.objects.get(pk=ticket_id)


def channels() -> list[tuple[str, str]]:
    """The ways a ticket can come."""
    return [(str(value), str(label)) for value, label in Channel.choices]


def restored_cases(
    user: User, *, kind: str, since: date, until: date, service_id: int | None = None, team_id: int | None = None,
    priority: int | None = None,
) -> QuerySet[Ticket]:  # fmt: skip
    """Cases this person sees that were restored in these days (both included, in the organisation's zone)."""
    zone = ZoneInfo(settings.SVS_TIME_ZONE)
    found = access.visible_to(user).filter(
        kind=kind, phase=states.DONE,
        resolved_at__gte=datetime.combine(since, time(), zone),
        resolved_at__lt=datetime.combine(until + timedelta(days=1), time(), zone),
    )  # fmt: skip
    if service_id is not None:
        found = found.filter(service_id=service_id)
    if priority is not None:
        found = found.filter(priority=priority)
    if team_id is not None:
        found = found.filter(pk__in=Stretch.objects.filter(team_id=team_id).values("ticket_id"))
    return found


def last_period(
    user: User, *, kind: str, days: int, enough: int, service_id: int | None = None
) -> tuple[date, date] | None:
    """The newest so many days in which at least `enough` cases that this person sees were restored.

    Where there never were enough, the days up to the newest restored case; None when there was none.
    """
    zone = ZoneInfo(settings.SVS_TIME_ZONE)
    found = access.visible_to(user).filter(kind=kind, phase=states.DONE, resolved_at__isnull=False)
    if service_id is not None:
        found = found.filter(service_id=service_id)
    newest = list(found.order_by("-resolved_at").values_list("resolved_at", flat=True)[:enough])
    ends = [at.astimezone(zone).date() for at in newest if at]
    if len(ends) == enough and ends[-1] >= ends[0] - timedelta(days=days - 1):
        return ends[0] - timedelta(days=days - 1), ends[0]  # the usual case: a few rows of an index
    rows = found.annotate(day=TruncDate("resolved_at", tzinfo=zone)).values("day").annotate(n=Count("id"))  # fmt: skip
    counts: list[tuple[date, int]] = list(rows.order_by("-day").values_list("day", "n"))
    for place, (until, _) in enumerate(counts):
        since = until - timedelta(days=days - 1)
        if sum(n for day, n in counts[place:] if day >= since) >= enough:
            return since, until
    return (counts[0][0] - timedelta(days=days - 1), counts[0][0]) if counts else None


def ids_as_sql(cases: QuerySet[Ticket]) -> tuple[str, tuple[Any, ...]]:
    """These cases as a subquery of ids, so that whole-log SQL and the rule of who sees what share one statement."""
    sql, params = cases.order_by().values("pk").query.sql_with_params()
    return sql, tuple(params)


def case_rows(cases: QuerySet[Ticket], *, moved: tuple[int | None, int | None] | None) -> Any:
    """Cases as rows of a list; with `moved`, only those that went from one team to the other."""
    if moved is not None:
        source, target = moved
        went = Stretch.objects.filter(prev_state__isnull=False)
        went = (
            went.filter(prev_team_id__isnull=True)
            if source is None
            else went.filter(prev_team_id=source)
        )
        went = went.filter(team_id__isnull=True) if target is None else went.filter(team_id=target)
        cases = cases.filter(pk__in=went.values("ticket_id"))
    return queue_rows(cases.order_by("-resolved_at", "-id"))


def find(user: User, words: str) -> Iterable[SearchHit]:
    """Tickets for the palette: by ref, else the best for the words typed so far, and the way to all of them."""
    jumped = by_ref(user, words)
    if jumped is not None:
        yield _hit(user, jumped.ref, jumped.title, jumped.kind)
        return
    found = search(user, words, live=True)
    for row in rows_by_id(user, found.ids[:5]):
        yield _hit(user, row["ref"], row["title"], row["kind"])
    if found.ids:
        more = "More than a thousand" if found.has_more else f"All {len(found.ids)}"
        yield SearchHit(
            f"{more} tickets for “{words}”",
            f"/tickets/search/?{urlencode({'q': words})}",
            "",
            "search",
        )


def _hit(user: User, ref: str, title: str, kind: str) -> SearchHit:
    """A ticket where this person reads it: on the desk, or as its requester on the portal."""
    url = f"/{kind}s/{ref}/" if access.works_on_tickets(user) else f"/help/requests/{ref}/"
    return SearchHit(f"{ref} {title}", url, kind, "ticket")
