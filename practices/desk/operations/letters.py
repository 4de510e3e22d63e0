"""Write to whoever asked: that it is in, what we answer, what we need, what was done. Never of their own act, never a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.desk.models import Channel, Ticket
from practices.desk.operations import surveys
from practices.desk.queries import letters as queries
from practices.desk.queries.surveys import survey_of
from practices.desk.states import DONE, WAITING
from svs.accounts.models import User
from svs.events import outgoing
from svs.events.actor import CLIENT, PERSON
from svs.mail import threads
from svs.mail.letters import letter, quoted
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.events.models import DomainEvent, Outgoing

PATIENCE = timedelta(seconds=60)  # so long a move may be taken back; then its letter leaves
SILENT = (Channel.IMPORT, Channel.ALERT)


@dataclass(frozen=True)
class Letters:
    """How a kind of ticket writes: the past form of the verb that delivers, and what was done as the requester may read it."""

    finished: str
    delivered: Callable[[int], str]


_kinds: dict[str, Letters] = {}


def register(kind: str, letters: Letters) -> None:
    _kinds[kind] = letters


def write_to_requester(event: DomainEvent) -> None:
    """Write the letter that this event of a ticket calls for, if any. Repeating it writes nothing new."""
    kind, _, past = event.name.partition(".")
    ticket = queries.ticket_of(event.subject_id)
    who = ticket.requester if ticket else None
    if ticket is None or who is None or not who.is_active or who.is_program:
        return
    if past == "logged":
        _acknowledge(ticket, who, event)
    elif past == "replied":
        _answer(ticket, who, event)
    elif past == "held" and event.data.get("cause") == "requester":
        _ask(ticket, who, event)
    elif past == _kinds[kind].finished:
        _finish(ticket, who, event)


def write_own(event: DomainEvent, name: str, **facts: Any) -> None:
    """Write a letter of a practice's own to whoever asked, into the thread of their ticket."""
    ticket = queries.ticket_of(event.subject_id)
    who = ticket.requester if ticket else None
    if ticket is not None and who is not None and who.is_active and not who.is_program:
        _write(ticket, who, event, name, **facts)


def _acknowledge(ticket: Ticket, who: User, event: DomainEvent) -> None:
    """It is in. Mail that came from a machine, or that others sent in somebody's name, gets nothing but its number."""
    data = event.data
    by_themselves = event.actor_user_id == who.pk and ticket.channel not in (Channel.EMAIL, Channel.PORTAL)  # fmt: skip
    if ticket.channel in SILENT or data.get("may_answer") is False or by_themselves:
        return
    promised = ticket.promised_at or ticket.due_at
    _write(ticket, who, event, "ticket_logged", is_answer=True, promised=queries.moment_for(who, promised))  # fmt: skip


def _answer(ticket: Ticket, who: User, event: DomainEvent) -> None:
    message = queries.public_message(event.data["message_id"])
    if message is None or message.author_id == who.pk:
        return
    before = queries.said_before(ticket, message.created_at)
    from_them = quoted(before.body) if before and before.channel != Channel.EMAIL else ""
    _write(
        ticket, who, event, "ticket_replied", is_automatic=message.author is None, is_answer=message.author is None,
        text=message.body, author=message.author.name if message.author else "", quote=from_them,
    )  # fmt: skip


def _ask(ticket: Ticket, who: User, event: DomainEvent) -> None:
    """We need something; silent when the question itself has just been mailed."""
    stands = ticket.phase == WAITING and ticket.cause == "requester"
    if event.actor_user_id == who.pk or not stands or queries.was_taken_back(event):
        return
    if not queries.replied_just_now(ticket, event.occurred_at):
        by_itself = event.actor_kind not in (PERSON, CLIENT)
        _write(ticket, who, event, "ticket_waits", is_answer=by_itself, patience=PATIENCE)


def _finish(ticket: Ticket, who: User, event: DomainEvent) -> None:
    if ticket.phase != DONE or queries.was_taken_back(event):
        return
    surveys.ask_survey(ticket_id=ticket.pk, event=event)
    if event.actor_user_id == who.pk:
        return
    done = _kinds[ticket.kind].delivered(ticket.pk)
    asked = survey_of(ticket)
    _write(ticket, who, event, "ticket_done", done=done, survey=bool(asked and not asked.answered_at), patience=PATIENCE)  # fmt: skip


def withdraw(*, ticket: Ticket, event: DomainEvent) -> None:
    """A move was taken back: the letter about it goes where it has not left."""
    address = User.objects.filter(pk=ticket.requester_id or 0).values_list("email", flat=True).first()  # fmt: skip
    if address:
        outgoing.withdraw_mail(recipient=address, key=_key(event), ticket_ref=ticket.ref)


def _key(event: DomainEvent) -> str:
    return f"{event.name}:{event.pk}"


def _write(
    ticket: Ticket, who: User, event: DomainEvent, name: str, *, is_automatic: bool = True, is_answer: bool = False,
    patience: timedelta = timedelta(0), **facts: Any,
) -> None:  # fmt: skip
    verified = queries.was_verified(ticket)
    said = letter(name, ticket=ticket, who=who, verified=verified, title=ticket.title if verified else "", is_later=name != "ticket_logged", **facts)  # fmt: skip
    sender = threads.sender(*services.sender_of(ticket.service_id))
    outgoing.write_to_requester(
        recipient=who, ticket_ref=ticket.ref, key=_key(event), event=event,
        due_at=timezone.now() + patience,
        purpose=f"ticket.{name.removeprefix('ticket_')}", sender=sender, box=threads.box_of(ticket.service_id, sender),
        is_automatic=is_automatic, is_answer=is_answer, **said,
    )  # fmt: skip


_STANDS = {"ticket.done": (DONE, ""), "ticket.survey": (DONE, ""), "ticket.waits": (WAITING, "requester")}  # fmt: skip


@outgoing.recheck("ticket.")
def may_leave(mail: Outgoing) -> bool:
    """Is its reader still whoever asked, and what it tells still so, and public? Asked right before it leaves."""
    if mail.reader_id is None or not queries.is_asked_by(mail.ticket_ref, mail.reader_id):
        return False
    if mail.purpose in _STANDS and not queries.stands(mail.ticket_ref, *_STANDS[mail.purpose]):
        return False
    told = mail.event.data.get("message_id") if mail.event else None
    return told is None or queries.public_message(told) is not None
