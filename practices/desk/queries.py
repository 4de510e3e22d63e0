"""Tickets in the shape of pages and lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from practices.desk import access, states
from practices.desk.models import Stretch, Ticket
from svs.accounts.models import Team, User
from svs.events.models import DomainEvent
from svs.extensions import sentences

ROW = (
    "id", "ref", "kind", "title", "state", "phase", "cause", "priority", "channel", "logged_at", "updated_at",
    "due_at", "due_paused_at", "due_seconds", "resolved_at", "closed_at", "version", "service_id", "team_id",
    "assignee_id", "requester_id", "impact", "urgency", "tags",
)  # fmt: skip


def queue_rows(tickets: QuerySet[Ticket]) -> QuerySet[Any, dict[str, Any]]:
    """Rows of a queue with the names they show, in one statement."""
    return tickets.values(
        *ROW,
        service_name=F("service__name"),
        team_name=F("team__name"),
        assignee_name=F("assignee__name"),
        requester_name=F("requester__name"),
    )


def least_time_left(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Running clocks first, soonest due first."""
    return tickets.order_by(F("due_at").asc(nulls_last=True), "id")


def team_counts(user: User) -> list[dict[str, Any]]:
    """Open tickets per team of this person, in one grouped statement."""
    counts = dict(
        Ticket.objects.filter(~Q(phase=states.DONE), team_id__in=user.team_ids)
        .values_list("team_id")
        .annotate(n=Count("id"))
        .values_list("team_id", "n")
    )
    teams = Team.objects.filter(pk__in=user.team_ids).order_by("name").values("id", "name", "slug")
    return [{**team, "open": counts.get(team["id"], 0)} for team in teams]


@dataclass(frozen=True)
class ClockChip:
    """A promise as a chip shows it."""

    status: str  # ok, risk, breached, paused, met, none
    used: int  # percent of the promised time
    seconds_left: int


def clock_chip(row: dict[str, Any], now: datetime) -> ClockChip:
    """How the resolution promise of a queue row stands."""
    due, total = row["due_at"], row["due_seconds"]
    if due is None or not total:
        return ClockChip("none", 0, 0)
    left = (due - (row["due_paused_at"] or now)).total_seconds()
    used = max(0, min(100, round(100 * (1 - left / total))))
    if row["phase"] == states.DONE:
        return ClockChip("met" if left >= 0 else "breached", used, round(left))
    if left < 0:
        return ClockChip("breached", 100, round(left))
    if row["phase"] == states.WAITING:
        return ClockChip("paused", used, round(left))
    return ClockChip("risk" if used >= 75 else "ok", used, round(left))


def life(ticket: Ticket) -> list[dict[str, Any]]:
    """The stretches of a ticket's life with their lengths in seconds; the open one runs to now unless done."""
    now = timezone.now()
    rows = (
        Stretch.objects.filter(ticket=ticket)
        .order_by("during")
        .values(
            "during",
            "state",
            "source_state",
            "phase",
            "cause",
            team_name=F("team__name"),
            assignee_name=F("assignee__name"),
        )
    )
    lives = []
    for row in rows:
        until = row["during"].upper or (row["during"].lower if row["phase"] == states.DONE else now)
        lives.append(
            {
                **row,
                "began_at": row["during"].lower,
                "seconds": (until - row["during"].lower).total_seconds(),
            }
        )
    return lives


def conversation(user: User, ticket: Ticket) -> list[dict[str, Any]]:
    """Messages and events of a ticket in order of time, as this person may read them: three statements, however long."""
    messages = [
        {"at": m.created_at, "message": m, "ours": m.author_id != ticket.requester_id}
        for m in access.messages_visible_to(user, ticket)
        .select_related("author")
        .order_by("created_at", "id")
    ]
    events = DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("id")
    people = _names(events)
    told = [
        {
            "at": e.occurred_at,
            "sentence": sentences[e.name](people | e.data),
            "who": people.get(e.actor_user_id, e.actor_ref or "SVS"),
        }
        for e in events
        if e.name in sentences
    ]
    return sorted([*messages, *told], key=lambda turn: turn["at"])


def _names(events: QuerySet[DomainEvent]) -> dict[Any, str]:
    ids = {e.actor_user_id for e in events} | {e.data.get("assignee_id") for e in events}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
