"""The conversation of a ticket: what was said and what was done, in order of time."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from practices.desk import access
from practices.desk.models import Ticket
from svs.accounts.models import User
from svs.events.models import DomainEvent
from svs.extensions import sentences


@dataclass(frozen=True)
class Talk:
    """The turns of a conversation, oldest first; `has_earlier` when older ones are left out."""

    turns: list[dict[str, Any]]
    has_earlier: bool


def conversation(user: User, ticket: Ticket, *, newest: int | None = None) -> Talk:
    """Messages and events of a ticket in order of time, as this person may read them: three statements, however long."""
    reads_notes = access.reads_notes(user, ticket)
    said: Any = access.messages_visible_to(user, ticket).order_by("-created_at", "-id").values(
        "is_internal", "body", "author_id", "author_ref", "created_at", name=F("author__name")
    )  # fmt: skip
    whose = Q(subject_type="ticket", subject_id=ticket.pk)
    if reads_notes:  # what upper rooms did about it is the desk's to know
        whose |= Q(about_type="ticket", about_id=ticket.pk)
    told: Any = (
        DomainEvent.objects.filter(whose, name__in=sentences)
        .order_by("-id")
        .values("id", "name", "occurred_at", "data", "actor_user_id", "actor_ref")
    )
    most = None if newest is None else newest + 1
    messages, events = list(said[:most]), list(told[:most])
    people = _names(events)
    turns = [
        {
            "at": m["created_at"], "message": m, "who": m["name"] or m["author_ref"],
            "ours": m["author_id"] != ticket.requester_id,
        }
        for m in messages
    ] + [
        {
            "at": e["occurred_at"], "sentence": sentences[e["name"]]({**e["data"], "names": people}),
            "who": people.get(e["actor_user_id"], e["actor_ref"] or "SVS"),
        }
        for e in events
    ]  # fmt: skip
    turns.sort(key=lambda turn: turn["at"])
    shown = turns if newest is None else turns[-newest:]
    return Talk(shown, len(turns) > len(shown))


def _names(events: list[dict[str, Any]]) -> dict[Any, str]:
    ids = {e["actor_user_id"] for e in events} | {e["data"].get("assignee_id") for e in events}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
