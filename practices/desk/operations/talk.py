"""What is said on a ticket: written, and out at once or after a few seconds in which it may be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from practices.desk import access, knobs
from practices.desk.models import Message, Ticket
from practices.desk.operations import clocks, drafts, files, mentions, verbs
from practices.desk.queries import talk as queries
from practices.desk.states import DONE
from svs.errors import RuleViolation
from svs.events.actor import Actor, person
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from svs.accounts.models import User

BATCH = 100
_KNOWN = (
    "id", "kind", "phase", "service_id", "requester_id", "logged_at", "responded_at", "response_due_at", "unanswered_since", "continued_in_id",
)  # fmt: skip


@transaction.atomic
def add_message(
    *,
    ticket_id: int,
    author: User | None,
    actor: Actor,
    body: str,
    is_internal: bool,
    channel: str = "desk",
    file_keys: Iterable[UUID] = (),
    leaves_after: int = 0,
    to_children: bool = False,
) -> Message:
    """Add a public reply or an internal note; a rule writes without an author, under its own ref.

    A reply of ours may stay `leaves_after` seconds in which it can be taken back; only then does anybody hear of it.
    `file_keys` are files of the author's draft on this ticket. Never needs a version: talk does not collide. On a ticket that
    was merged or converted it is said where that one went on, if its author may speak there.

    Raises RuleViolation("message_required", "no_such_file", "went_on"). Emits <kind>.replied or <kind>.noted, ticket.attached,
    ticket.mentioned; an answer of the requester to what was done emits what reopening emits.
    """
    text = body.strip()
    if not text:
        raise RuleViolation("message_required", "Write something first.", field="body")
    ticket = _where_it_goes_on(ticket_id, author, is_internal=is_internal)
    now = timezone.now()
    theirs = author is not None and author.pk == ticket.requester_id
    waits = leaves_after > 0 and not is_internal and not theirs
    message = Message.objects.create(
        ticket_id=ticket.pk, author=author, author_ref="" if author else actor.ref[:40], is_internal=is_internal, body=text,
        channel=channel, leaves_at=now + timedelta(seconds=leaves_after) if waits else None,
        to_children=to_children and not is_internal, created_at=now,
    )  # fmt: skip
    files.send(message=message, keys=file_keys, owner=author)
    if not waits:
        _tell(message, ticket, actor)
    if theirs and not is_internal:
        _hear(ticket, actor, now)
    return message


def _where_it_goes_on(ticket_id: int, author: User | None, *, is_internal: bool) -> Ticket:
    """The ticket to speak on. Locked, so that it is not merged away between being read and being spoken on."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).only(*_KNOWN)
    ticket = rows.get(pk=ticket_id)
    if ticket.continued_in_id is None:
        return ticket
    there = rows.get(pk=ticket.continued_in_id)
    verb = access.NOTE if is_internal else access.REPLY
    if author is not None and not (access.sees(author, there) and access.may(author, verb, there)):
        raise RuleViolation("went_on", "It went on in another ticket.")
    return there


@transaction.atomic
def send_draft(
    *, ticket_id: int, author: User, actor: Actor, body: str, is_internal: bool, to_children: bool = False, channel: str = "desk"
) -> Message:  # fmt: skip
    """Send what somebody wrote on a page, with the files of their draft: a public reply of ours after the seconds of the knob.

    The draft is gone then. A button pressed twice sends once. Raises and emits what `add_message` does.
    """
    ticket_id = _where_it_goes_on(ticket_id, author, is_internal=is_internal).pk
    keys = queries.unsent_keys(author, ticket_id)
    said = None if keys else queries.said_just_now(author, ticket_id, body, is_internal=is_internal)
    if said is not None:
        return said
    seconds = 0 if is_internal else registry.current(knobs.REPLY_DELAY.key)
    message = add_message(
        ticket_id=ticket_id, author=author, actor=actor, body=body, is_internal=is_internal, channel=channel,
        file_keys=keys, leaves_after=seconds, to_children=to_children,
    )  # fmt: skip
    drafts.forget_text(ticket_id=ticket_id, user=author)
    return message


def _tell(message: Message, ticket: Ticket, actor: Actor) -> None:
    """It is out: whoever listens hears of it, as of the moment it was written."""
    if not message.is_internal:
        _answer(ticket, message)
    else:
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=message.created_at)
    data: dict[str, Any] = {
        "message_id": message.pk,
        "by_requester": message.author_id is not None and message.author_id == ticket.requester_id,
    }
    if message.to_children:
        data["to_children"] = True
    said: dict[str, Any] = {"subject": ("ticket", ticket.pk), "actor": actor, "service_id": ticket.service_id, "occurred_at": message.created_at}  # fmt: skip
    emit(f"{ticket.kind}.{'noted' if message.is_internal else 'replied'}", data=data, **said)
    files.tell(message=message, said=said)
    if message.is_internal:
        mentions.mention(message=message, ticket=ticket, said=said)


def _answer(ticket: Ticket, message: Message) -> None:
    """A public reply of one of ours answers the requester; the first one, of somebody who did not ask themselves, is the response."""
    at, author = message.created_at, message.author
    ours = author is not None and author.pk != ticket.requester_id and access.is_agent(author)
    if not ours or (ticket.responded_at is not None and ticket.unanswered_since is None):
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=timezone.now())
        return
    # Lock first: of two who answer at once, one was the first.
    held = Ticket.objects.select_for_update(of=("self",)).only(*_KNOWN).get(pk=ticket.pk)
    changes: dict[str, Any] = {"updated_at": timezone.now()}
    if held.responded_at is None:
        changes |= clocks.answered(held, at)
    if held.unanswered_since is not None:
        changes["unanswered_since"] = _spoken_since(held, at)
    Ticket.objects.filter(pk=ticket.pk).update(**changes)


def _spoken_since(ticket: Ticket, at: datetime) -> datetime | None:
    """The first word of the requester after this moment: an answer that was on its way does not answer that."""
    theirs = Message.objects.filter(ticket=ticket, is_internal=False, author_id=ticket.requester_id)
    found: datetime | None = theirs.filter(created_at__gt=at).aggregate(at=Min("created_at"))["at"]
    return found


def _hear(ticket: Ticket, actor: Actor, now: datetime) -> None:
    """The requester spoke: it is unanswered from now on, and what was done comes back where that is allowed."""
    Ticket.objects.filter(pk=ticket.pk).update(
        unanswered_since=Coalesce("unanswered_since", now), updated_at=now
    )
    if ticket.phase == DONE and registry.current(knobs.REOPEN_ON_ANSWER.key):
        try:
            with transaction.atomic():
                verbs.do("reopen", ticket=ticket, actor=actor)
        except RuleViolation:  # too late for that: it stays marked as unanswered
            return


@transaction.atomic
def take_back(*, ticket_id: int, message_id: int, author: User, actor: Actor) -> Message:
    """Take a reply back before it leaves: its words and files go into the author's draft, and nobody ever heard of it.

    Raises RuleViolation("has_left"). Emits ticket.taken_back.
    """
    found: Any = Message.objects.select_for_update(of=("self",)).filter(
        pk=message_id, ticket_id=ticket_id, author=author
    )
    message: Message | None = found.select_related("ticket").first()
    if message is None or message.leaves_at is None or message.leaves_at <= timezone.now():
        raise RuleViolation("has_left", "It has left already.")
    drafts.take_in(message=message)
    emit(
        "ticket.taken_back", subject=("ticket", message.ticket_id), actor=actor, service_id=message.ticket.service_id
    )  # fmt: skip
    message.delete()
    return message


def is_due() -> bool:
    """Is there a reply that should be out? Cheap: the relay asks again and again."""
    return Message.objects.filter(leaves_at__lte=timezone.now()).exists()


def release_due(ticket_id: int | None = None) -> int:
    """Let out every reply whose seconds are over, of one ticket or of all; returns how many. Safe to be called twice at once.

    Emits <kind>.replied and ticket.attached, by who wrote it and as of when.
    """
    released = 0
    while True:
        batch = _release_some(ticket_id)
        released += batch
        if batch < BATCH:
            return released


@transaction.atomic
def _release_some(ticket_id: int | None) -> int:
    due = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(leaves_at__lte=timezone.now())  # fmt: skip
    if ticket_id is not None:
        due = due.filter(ticket_id=ticket_id)
    rows = list(due.select_related("author").order_by("leaves_at", "id")[:BATCH])
    for message in rows:
        message.leaves_at = None
        message.save(update_fields=["leaves_at"])
        ticket = Ticket.objects.only(*_KNOWN).get(pk=message.ticket_id)
        author = message.author
        _tell(message, ticket, person(author) if author else Actor("rule", ref=message.author_ref))
    return len(rows)
