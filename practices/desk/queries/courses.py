"""How cases went in their first days: what a change of routing is judged by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from practices.desk import states
from practices.desk.models import Stretch, Ticket


@dataclass(frozen=True)
class Course:
    """One case, followed for so long and no longer, so that young cases compare with old ones. Times in seconds."""

    ticket_id: int
    logged_at: datetime
    lead: float  # until restored
    wait: float  # in queues
    right_team: float  # until first with the team that has it last
    handoffs: int


def courses_of(ticket_ids: Iterable[int], follow: timedelta) -> list[Course]:
    """The first days of these cases: two statements."""
    tickets = {t.pk: t for t in Ticket.objects.filter(pk__in=list(ticket_ids)).only("id", "logged_at", "resolved_at", "team_id")}  # fmt: skip
    lives: dict[int, list[Any]] = {}
    rows = Stretch.objects.filter(ticket_id__in=list(tickets)).order_by("ticket_id", "during")
    for ticket, during, phase, team in rows.values_list("ticket_id", "during", "phase", "team_id"):
        lives.setdefault(ticket, []).append((during.lower, during.upper, phase, team))
    return [_course(ticket, lives.get(pk, []), follow) for pk, ticket in tickets.items()]


def _course(ticket: Ticket, life: list[Any], follow: timedelta) -> Course:
    end = ticket.logged_at + follow
    most, wait, right, handoffs, last = follow.total_seconds(), 0.0, follow.total_seconds(), 0, None
    for begun, ended, phase, team in life:
        if begun >= end:
            break
        if phase == states.QUEUED:
            wait += (min(ended or end, end) - begun).total_seconds()
        if team is not None and team == ticket.team_id:
            right = min(right, (begun - ticket.logged_at).total_seconds())
        handoffs += team is not None and last is not None and team != last
        last = team or last
    lead = (ticket.resolved_at - ticket.logged_at).total_seconds() if ticket.resolved_at else most
    return Course(ticket.pk, ticket.logged_at, min(lead, most), wait, right, handoffs)
