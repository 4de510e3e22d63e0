"""Tickets as those who asked for them read them: nothing internal, agents by name only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from practices.desk import access, states
from practices.desk.models import Message, Ticket
from practices.desk.queries.talk import files_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from svs.accounts.models import User

RECEIVED, WITH_TEAM, BEING_FIXED, DONE = range(4)


def mine(user: User) -> QuerySet[Ticket]:
    """The tickets this person asked for: the open ones first, then what was done last."""
    return Ticket.objects.filter(requester_id=user.pk, continued_in__isnull=True).select_related(
        "service", "team", "assignee"
    ).order_by(F("resolved_at").desc(nulls_first=True), "-logged_at", "-id")  # fmt: skip


def readable(user: User) -> QuerySet[Ticket]:
    """The tickets this person reads here: those they asked for, and those they watch."""
    return Ticket.objects.filter(
        Q(requester_id=user.pk) | Q(pk__in=access.watched_by(user))
    ).select_related("service", "team", "assignee", "requester", "continued_in")  # fmt: skip


def watched(user: User) -> QuerySet[Ticket]:
    """What others asked for and this person watches: the open ones first."""
    rows = Ticket.objects.filter(pk__in=access.watched_by(user), continued_in__isnull=True).exclude(requester_id=user.pk)  # fmt: skip
    return rows.select_related("service", "team", "assignee").order_by(
        F("resolved_at").desc(nulls_first=True), "-logged_at", "-id"
    )


def services_asked_about(user: User) -> dict[int, int]:
    """How often this person asked about which service."""
    rows = Ticket.objects.filter(requester_id=user.pk, service_id__isnull=False).values(
        "service_id"
    )
    return dict(rows.annotate(n=Count("id")).values_list("service_id", "n"))


def public_talk(ticket: Ticket) -> list[dict[str, Any]]:
    """The conversation as the requester reads it: public messages and their files only, agents by name only."""
    rows = list(Message.objects.public().filter(ticket=ticket).select_related("author").order_by("created_at", "id"))  # fmt: skip
    files = files_of(m.pk for m in rows)
    return [
        {
            "files": files.get(m.pk, []), "is_due": m.is_due,
            "at": m.created_at, "body": m.body, "mine": m.author_id == ticket.requester_id,
            "who": m.author.name if m.author else "",
        }
        for m in rows
    ]  # fmt: skip


def how_far(ticket: Ticket) -> int:
    """Which of the four steps a request has come to: received, with a team, being fixed, done."""
    if ticket.phase == states.DONE:
        return DONE
    if ticket.phase == states.QUEUED:
        return WITH_TEAM if ticket.team_id else RECEIVED
    return BEING_FIXED


def open_about(user: User, service_ids: set[int]) -> list[Ticket]:
    """Open requests of this person about these services, newest first, with what they are linked to: at most two statements."""
    if not service_ids:
        return []
    rows = Ticket.objects.open().filter(requester_id=user.pk, service_id__in=service_ids)
    return list(rows.prefetch_related("links_out").order_by("-logged_at", "-id")[:50])
