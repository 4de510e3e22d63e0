"""Watchers, tasks and links of a ticket in the shape of lists, and tickets to link to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from practices.desk import access
from practices.desk.models import Task, TicketLink, Watcher
from practices.desk.rules import FROM_SOURCE, FROM_TARGET
from svs.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from practices.desk.models import Ticket

OFFERED = 12


def watchers_of(ticket_id: int) -> QuerySet[User]:
    """Who watches a ticket, by name."""
    return User.objects.filter(pk__in=Watcher.objects.filter(ticket_id=ticket_id).values("user_id")).order_by("name", "id")  # fmt: skip


def tasks_of(ticket_id: int) -> QuerySet[Task]:
    """The checklist of a ticket in order."""
    return Task.objects.filter(ticket_id=ticket_id).order_by("place", "id")


def links_of(user: User, ticket_id: int) -> list[dict[str, Any]]:
    """The links of a ticket whose other end this person sees."""
    rows = TicketLink.objects.filter(Q(source_id=ticket_id) | Q(target_id=ticket_id)).order_by("id")
    ends = {row.target_id if row.source_id == ticket_id else row.source_id for row in rows}
    seen = access.visible_to(user).filter(pk__in=ends).in_bulk()
    found = []
    for row in rows:
        from_here = row.source_id == ticket_id
        other = seen.get(row.target_id if from_here else row.source_id)
        if other is not None:
            relation = (FROM_SOURCE if from_here else FROM_TARGET).get(row.kind, "relates")
            found.append({"id": row.pk, "relation": relation, "ref": other.ref, "title": other.title, "state": other.state})  # fmt: skip
    return found


def link_between(ticket_id: int, other_id: int) -> int | None:
    """The newest link between two tickets."""
    both = Q(source_id=ticket_id, target_id=other_id) | Q(source_id=other_id, target_id=ticket_id)
    return TicketLink.objects.filter(both).order_by("-id").values_list("pk", flat=True).first()


def end_of(user: User, ticket_id: int, link_id: int) -> Ticket | None:
    """The other end of a link, where this person sees it."""
    row = TicketLink.objects.filter(Q(source_id=ticket_id) | Q(target_id=ticket_id), pk=link_id).first()  # fmt: skip
    if row is None:
        return None
    other = row.target_id if row.source_id == ticket_id else row.source_id
    return access.visible_to(user).filter(pk=other).first()


def to_link(user: User, ticket: Ticket, words: str) -> list[tuple[str, str]]:
    """(ref, title) of tickets to link to: by ref or a word of the title, else the same requester's open ones."""
    seen = access.visible_to(user).exclude(pk=ticket.pk).filter(continued_in__isnull=True)
    if words:
        found = seen.filter(Q(ref__startswith=words.upper()) | Q(title__icontains=words)).order_by("-id")  # fmt: skip
    else:
        found = seen.open().filter(requester_id=ticket.requester_id or 0).order_by("-id")
    return list(found.values_list("ref", "title")[:OFFERED])
