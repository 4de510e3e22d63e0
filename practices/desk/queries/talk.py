"""The conversation of a ticket: what was said and what was done, in order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, Subquery, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from practices.desk import access, knobs
from practices.desk.models import Attachment, Channel, Draft, Message, Ticket
from svs.accounts.models import User
from svs.events.models import DomainEvent
from svs.extensions import sentences
from svs.knobs import registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

BY = {Channel.EMAIL: "by e-mail", Channel.PORTAL: "on the portal", Channel.API: "by a program", Channel.PHONE: "by phone"}  # fmt: skip
QUIET = {"ticket.mentioned"}  # the note itself tells it
SAME_PRESS = timedelta(seconds=5)
UNFOLDED = 2  # events that are told before the rest is folded


@dataclass(frozen=True)
class Before:
    """Where a page of the conversation begins: at the turns before this message and this event."""

    message_id: int | None = None
    at: datetime | None = None
    event_id: int | None = None


@dataclass(frozen=True)
class Talk:
    """The turns of a conversation, oldest first, and how much was said and done before them."""

    turns: list[dict[str, Any]]
    earlier: dict[str, int] = field(default_factory=dict)  # replies, notes, moves
    before: Before = Before()
    unsent: list[dict[str, Any]] = field(default_factory=list)  # files of the reader's own draft
    last_own_is_internal: bool = False
    is_due: bool = False  # a reply stands here whose seconds are over

    @property
    def has_earlier(self) -> int:
        return sum(self.earlier.values())


def conversation(
    user: User, ticket: Ticket, *, newest: int | None = None, before: Before | None = None
) -> Talk:
    """Messages, files and events of a ticket in order of time, as this person may read them: three statements, however long.

    A fourth where an event names people besides who did it and who holds the ticket.
    """
    said, told = _messages(user, ticket), _events(user, ticket)
    if before is not None and before.message_id is not None and before.at is not None:
        said = said.filter(Q(created_at__lt=before.at) | Q(created_at=before.at, id__lt=before.message_id))  # fmt: skip
    if before is not None and before.event_id is not None:
        told = told.filter(id__lt=before.event_id)
    most = None if newest is None else newest + 1
    messages, events = list(said[:most]), list(told[:most])
    names = _names(events)
    turns = [_said(m, ticket) for m in messages] + [_done(e, names) for e in events]
    turns.sort(key=lambda turn: turn["at"])
    shown = turns if newest is None else turns[-newest:]
    files = _files(user, ticket, [t["message"]["id"] for t in shown if "message" in t])
    for turn in shown:
        if "message" in turn:
            turn["files"] = files.get(turn["message"]["id"], [])
    own = [m for m in messages if m["author_id"] == user.pk]
    return Talk(
        _folded(shown), _earlier(messages, events, shown), _before(shown, before), files.get(None, []),
        bool(own and own[0]["is_internal"]), any(m["leaves_at"] and m["leaves_at"] <= timezone.now() for m in messages),
    )  # fmt: skip


def _messages(user: User, ticket: Ticket) -> Any:
    rows: Any = access.messages_visible_to(user, ticket).order_by("-created_at", "-id")
    return rows.values(
        "id", "is_internal", "body", "author_id", "author_ref", "channel", "mentions", "leaves_at", "created_at", name=F("author__name"),
        notes=Window(Count("id", filter=Q(is_internal=True))), total=Window(Count("id")),
    )  # fmt: skip


def _events(user: User, ticket: Ticket) -> Any:
    whose = Q(subject_type="ticket", subject_id=ticket.pk)
    if access.reads_notes(user, ticket):  # what upper rooms did about it is the desk's to know
        whose |= Q(about_type="ticket", about_id=ticket.pk)
    named = User.objects.values("name")
    holder = named.filter(pk=Cast(OuterRef("holder_id"), BigIntegerField()))
    told = [name for name in sentences if name not in QUIET]
    rows: Any = DomainEvent.objects.filter(whose, name__in=told).annotate(holder_id=KT("data__assignee_id"))  # fmt: skip
    return rows.order_by("-id").values(
        "id", "name", "occurred_at", "recorded_at", "data", "actor_user_id", "actor_ref", total=Window(Count("id")),
        who=Subquery(named.filter(pk=OuterRef("actor_user_id"))), holder=Subquery(holder),
    )  # fmt: skip


def _said(m: dict[str, Any], ticket: Ticket) -> dict[str, Any]:
    waits = m["leaves_at"] is not None and m["leaves_at"] > timezone.now()
    return {
        "at": m["created_at"], "known_at": m["created_at"], "message": m, "who": m["name"] or m["author_ref"], "by": BY.get(m["channel"], ""),
        "ours": m["author_id"] != ticket.requester_id, "leaves_at": m["leaves_at"] if waits else None,
    }  # fmt: skip


def _done(e: dict[str, Any], names: dict[Any, str]) -> dict[str, Any]:
    return {
        "at": e["occurred_at"], "known_at": e["recorded_at"], "event_id": e["id"], "name": e["name"], "who": e["who"] or e["actor_ref"] or "SVS",
        "sentence": sentences[e["name"]]({**e["data"], "names": names}),
    }  # fmt: skip


def _names(events: list[dict[str, Any]]) -> dict[Any, str]:
    """The people that sentences name: holders come along, others are looked up where there are any."""
    known = {e["data"].get("assignee_id"): e["holder"] for e in events if e["holder"]}
    others = {pk for e in events for pk in (e["data"].get("user_id"), e["data"].get("approver_id"), *e["data"].get("user_ids", ())) if pk}  # fmt: skip
    if not others:
        return known
    return {**known, **dict(User.objects.filter(pk__in=others).values_list("pk", "name"))}


def _files(
    user: User, ticket: Ticket, message_ids: list[int]
) -> dict[int | None, list[dict[str, Any]]]:
    """Files by the message they came with; those of the reader's own draft stand under None."""
    found: dict[int | None, list[dict[str, Any]]] = {}
    rows: Any = Attachment.objects.filter(
        Q(message_id__in=message_ids) | Q(message__isnull=True, owner=user), ticket=ticket
    )
    for row in rows.order_by("id").values("key", "name", "size", "media_type", "state", "message_id"):  # fmt: skip
        found.setdefault(row["message_id"], []).append(row)
    return found


def _earlier(
    messages: list[dict[str, Any]], events: list[dict[str, Any]], shown: list[dict[str, Any]]
) -> dict[str, int]:
    """How many replies, notes and moves were left out."""
    notes, total = (messages[0]["notes"], messages[0]["total"]) if messages else (0, 0)
    seen = [turn["message"]["is_internal"] for turn in shown if "message" in turn]
    moves = events[0]["total"] if events else 0
    left = {
        "replies": total - notes - seen.count(False), "notes": notes - seen.count(True),
        "moves": moves - (len(shown) - len(seen)),
    }  # fmt: skip
    return {what: n for what, n in left.items() if n}


def _before(shown: list[dict[str, Any]], before: Before | None) -> Before:
    """Where the page before this one begins."""
    first = next((turn["message"] for turn in shown if "message" in turn), None)
    event = next((turn["event_id"] for turn in shown if "event_id" in turn), None)
    asked = before or Before()
    return Before(
        first["id"] if first else asked.message_id,
        first["created_at"] if first else asked.at,
        event if event is not None else asked.event_id,
    )


def _folded(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events that follow each other stand in one line: the first ones told, the rest folded. What one did twice is said once."""
    folded: list[dict[str, Any]] = []
    for turn in turns:
        if "message" in turn:
            folded.append(turn)
            continue
        if not folded or "events" not in folded[-1]:
            folded.append({"at": turn["at"], "events": []})
        events = folded[-1]["events"]
        if events and (events[-1]["who"], events[-1]["name"]) == (turn["who"], turn["name"]):
            turn = {**turn, "times": events.pop().get("times", 1) + 1}
        events.append(turn)
    for turn in folded:
        if "events" in turn:
            turn["told"], turn["more"] = turn["events"][:UNFOLDED], turn["events"][UNFOLDED:]
    return folded


def reopens_on_answer() -> bool:
    """Does an answer of the requester open again what was done?"""
    return bool(registry.current(knobs.REOPEN_ON_ANSWER.key))


def draft_of(user: User, ticket: Ticket) -> Draft | None:
    """What this person began to write on a ticket."""
    return Draft.objects.filter(user=user, ticket=ticket).first()


def writes_now(user: User, ticket: Ticket, now: datetime) -> str:
    """What this person is writing on a ticket, by their draft of the last minute: a reply, a note, or nothing."""
    rows = Draft.objects.filter(user=user, ticket=ticket, saved_at__gt=now - timedelta(minutes=1))
    internal = rows.values_list("is_internal", flat=True).first()
    return "" if internal is None else access.NOTE if internal else access.REPLY


def unsent(user: User, ticket: Ticket) -> list[dict[str, Any]]:
    """The files of this person's draft on a ticket."""
    return _files(user, ticket, []).get(None, [])


def unsent_keys(user: User, ticket_id: int) -> list[UUID]:
    """The files in this person's draft on a ticket, as far as they are not refused."""
    rows = Attachment.objects.filter(ticket_id=ticket_id, owner=user, message__isnull=True)
    return list(rows.exclude(state=Attachment.State.REFUSED).order_by("id").values_list("key", flat=True))  # fmt: skip


def was_just_sent(user: User, ticket_id: int, text: str) -> bool:
    """Did this person send exactly these words on a ticket a moment ago?"""
    since = timezone.now() - timedelta(minutes=2)
    sent = Message.objects.filter(ticket_id=ticket_id, created_at__gte=since, author=user)
    return sent.filter(body=text.strip()).exists()


def said_just_now(user: User, ticket_id: int, text: str, *, is_internal: bool) -> Message | None:
    """What this person said on a ticket in exactly these words within the last seconds: the same press of a button."""
    sent = Message.objects.filter(ticket_id=ticket_id, created_at__gte=timezone.now() - SAME_PRESS)
    return sent.filter(author=user, body=text.strip(), is_internal=is_internal).order_by("-id").first()  # fmt: skip


def done_since(user: User, ticket: Ticket, at: datetime, most: int = 5) -> list[dict[str, Any]]:
    """What others said and did on a ticket since a moment, the oldest first: two statements."""
    said = _messages(user, ticket).filter(created_at__gt=at).exclude(author_id=user.pk)
    told = _events(user, ticket).filter(recorded_at__gt=at).exclude(actor_user_id=user.pk)
    events = list(told[:most])
    names = _names(events)
    turns = [_said(m, ticket) for m in said[:most]] + [_done(e, names) for e in events]
    return sorted(turns, key=lambda turn: turn["at"])


def files_visible_to(user: User, ticket: Ticket) -> QuerySet[Attachment]:
    """The files of a ticket that this person may have, the oldest first; own unsent ones among them."""
    readable = Q(message__in=access.messages_visible_to(user, ticket))
    mine = Q(message__isnull=True, owner=user)
    return (
        Attachment.objects.filter(readable | mine, ticket=ticket)
        .filter(state=Attachment.State.READY)
        .order_by("id")
    )


def file_by_key(key: UUID) -> Attachment | None:
    """A file with what the right to it is read of."""
    rows = Attachment.objects.select_related("message", "ticket__team", "ticket__service")
    return rows.filter(key=key).first()


def files_of(messages: Iterable[int]) -> dict[int, list[Attachment]]:
    """Files that came with these messages: one statement."""
    found: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(message_id__in=list(messages), state=Attachment.State.READY).order_by("id"):  # fmt: skip
        found.setdefault(file.message_id or 0, []).append(file)
    return found
