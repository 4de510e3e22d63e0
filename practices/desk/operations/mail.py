"""What a mail becomes: a ticket of the mailbox's kind, or a turn of the conversation it answers."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk import access, knobs, states
from practices.desk.models import Ticket, Watcher
from practices.desk.operations import files, links, verbs
from practices.desk.operations.people import find_or_create_caller
from practices.desk.operations.talk import add_message
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM, Actor, person
from svs.extensions import Taken
from svs.knobs import registry

if TYPE_CHECKING:
    from uuid import UUID

    from svs.extensions import Letter

log_ = logging.getLogger("svs.mail")
MAIL = Actor(SYSTEM, ref="mail")
NO_TEXT = "(The mail holds no text; see the original.)"
UNPROVEN = "Nothing proves that this mail is from the address it names ({sender}). Ask there before you act on it."  # fmt: skip
FILES = "These files came with the mail."
FAIL, SMALL = "fail", 5000


def kinds() -> list[tuple[str, str]]:
    """The kinds of ticket that mail may become."""
    return [(kind.key, kind.label) for kind in states.kinds().values() if verbs.is_known(kind.key)]


def about(ref: str, address: str) -> tuple[bool, bool, int]:
    """Is there such a ticket, does this address take part in it (as requester, watcher or one of ours who sees it), and its id?"""
    ticket = _ticket(ref)
    if ticket is None:
        return False, False, 0
    user = _known(address)
    return True, user is not None and user.is_active and _takes_part(user, ticket), ticket.pk


def may_add(user: User, ref: str) -> bool:
    """May this person put a mail there? Where they may write."""
    ticket = _ticket(ref)
    return ticket is not None and access.may(user, access.VIEW, ticket) and access.may(user, access.NOTE, ticket)  # fmt: skip


@transaction.atomic
def log(letter: Letter, *, by: Actor | None = None) -> Taken:
    """Log a ticket: for its sender, or for nobody where nothing proves who that is. Files come with a first word of theirs.

    Raises what logging raises. Emits <kind>.logged, and <kind>.replied or <kind>.noted with files.
    """
    requester = _sender(letter)
    actor = by or (person(requester) if requester else MAIL)
    ticket = verbs.of_kind(letter.kind).log(
        actor=actor, title=letter.subject or f"Mail from {letter.sender or 'nobody'}", description=letter.text or NO_TEXT,
        requester=requester, service_id=letter.service_id, team_id=letter.team_id, channel="email",
        data={"mail_id": letter.mail_id, "may_answer": letter.may_answer, "is_verified": letter.trust == "pass"},
    )  # fmt: skip
    keys = _keep_files(letter, ticket, requester)
    if requester is None or keys:
        words = FILES if requester else UNPROVEN.format(sender=letter.sender or "none")
        add_message(
            ticket_id=ticket.pk, author=requester, actor=actor if requester else MAIL, body=words, is_internal=requester is None,
            channel="email", file_keys=keys,
        )  # fmt: skip
    return Taken(ticket.ref, ticket.pk)


@transaction.atomic
def add(letter: Letter, ref: str, *, by: Actor | None = None) -> Taken:
    """Add an answer where it belongs. What is quiet, from somebody who may not reply, or answers an internal mail stays internal.

    The requester's answer to what was done does what it does on the page; where that is too late, it is a new ticket that points back.

    Raises RuleViolation("unknown_ticket") and what adding and logging raise. Emits <kind>.replied or <kind>.noted.
    """
    ticket = _ticket(ref)
    if ticket is None:
        raise RuleViolation("unknown_ticket", "There is no such ticket.", field="ref")
    author = _sender(letter)
    internal = _is_internal(letter, author, ticket)
    try:
        with transaction.atomic():
            taken = _say(letter, ticket, author, by, internal=internal)
            if not internal and _came_too_late(ticket, author):
                raise _TooLate
    except _TooLate:
        new = log(letter, by=by)
        links.link(kind="relates", source_id=new.ticket_id, target_id=ticket.pk)
        return new
    return taken


class _TooLate(Exception):
    """What was done does not come back any more."""


def _came_too_late(ticket: Ticket, author: User | None) -> bool:
    """Did the requester answer what was done, which should have opened it again, and did not?"""
    if ticket.phase != states.DONE or author is None or author.pk != ticket.requester_id:
        return False
    ticket.refresh_from_db(fields=["phase"])
    return ticket.phase == states.DONE and bool(registry.current(knobs.REOPEN_ON_ANSWER.key))


def _say(letter: Letter, ticket: Ticket, author: User | None, by: Actor | None, *, internal: bool) -> Taken:  # fmt: skip
    message = add_message(
        ticket_id=ticket.pk, author=author, actor=by or (person(author) if author else MAIL), body=letter.fresh or NO_TEXT,
        is_internal=internal, channel="email", file_keys=_keep_files(letter, ticket, author),
    )  # fmt: skip
    return Taken(ticket.ref, ticket.pk, message.pk)


def _keep_files(letter: Letter, ticket: Ticket, owner: User | None) -> list[UUID]:
    """Take in what came with it. What is refused, and pictures as small as in a signature, stay in the original alone."""
    keys = []
    for file in letter.files:
        if file.cid and file.media_type.startswith("image/") and len(file.data) < SMALL:
            continue
        try:
            kept = files.add_file(
                ticket_id=ticket.pk, owner=owner, name=file.name, media_type=file.media_type, content=BytesIO(file.data),
                size=len(file.data),
            )  # fmt: skip
        except RuleViolation as violation:  # a type that is not taken, no room on the disk: the mail itself must come in
            log_.warning("file of a mail left out", extra={"mail": letter.mail_id, "code": violation.code})  # fmt: skip
        else:
            keys.append(kept.key)
    return keys


def _ticket(ref: str) -> Ticket | None:
    """The ticket of this number, or the one it went on in."""
    ticket = Ticket.objects.select_related("team", "service").filter(ref=ref).first()
    for _ in range(5):
        if ticket is None or ticket.continued_in_id is None:
            break
        ticket = Ticket.objects.select_related("team", "service").get(pk=ticket.continued_in_id)
    return ticket


def _known(address: str) -> User | None:
    return User.objects.filter(email=address.lower()).first() if address else None


def _sender(letter: Letter) -> User | None:
    """The person behind a mail, found or added; nobody where it is proven to be false."""
    if letter.trust == FAIL or not letter.sender:
        return None
    return find_or_create_caller(email=letter.sender, name=letter.sender_name[:120])


def _takes_part(user: User, ticket: Ticket) -> bool:
    if ticket.requester_id == user.pk:
        return True
    if Watcher.objects.filter(ticket=ticket, user=user).exists():
        return True
    return access.is_agent(user) and access.sees(user, ticket)


def _is_internal(letter: Letter, author: User | None, ticket: Ticket) -> bool:
    if letter.is_quiet or letter.answers == "internal" or author is None:
        return True
    if author.pk == ticket.requester_id:
        return False
    return letter.answers != "public" or not access.may(author, access.REPLY, ticket)
