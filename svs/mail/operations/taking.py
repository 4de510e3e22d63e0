"""Look at what was kept and make of it what it is: each mail in a transaction of its own, attempts counted before."""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from svs.errors import RuleViolation
from svs.events import outgoing
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.events.failpoints import failpoint
from svs.extensions import Letter, LetterFile, Taken, mail_takers, ticket_ids
from svs.knobs import registry as knobs
from svs.locks import alone
from svs.mail import parse, queries, rules, texts, tokens
from svs.mail.knobs import FLOOD
from svs.mail.models import InboundMail

log = logging.getLogger("svs.mail")
TRIES = 3
State = InboundMail.State


def take_due(*, seconds: float = 25.0) -> int:
    """Work off what waits, the oldest first, for at most so many seconds; returns how many were decided.

    One worker at a time, so that loops and copies are seen; its lock falls with its connection.
    """
    done, until = 0, time.monotonic() + seconds
    with alone("svs.mail.take") as held:
        while held and time.monotonic() < until and (claimed := _claim()):
            done += _take(claimed)
    return done


@transaction.atomic
def _claim() -> int | None:
    """The next mail whose turn it is, its attempt counted and committed; what failed three times goes into quarantine."""
    waiting = InboundMail.objects.select_for_update(skip_locked=True, of=("self",)).defer("raw")
    due = waiting.filter(state=State.WAITING, due_at__lte=timezone.now()).order_by("due_at", "id")
    for mail in due[:50]:
        if mail.attempts >= TRIES:
            _quarantine(mail, "poison")
            continue
        mail.attempts += 1
        mail.due_at = timezone.now() + timedelta(seconds=30 * 4**mail.attempts)
        mail.save(update_fields=["attempts", "due_at"])
        return mail.pk
    return None


def _take(mail_id: int) -> int:
    """Decide about one mail; whatever goes wrong stays with it."""
    try:
        with transaction.atomic():
            mail = InboundMail.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=mail_id)  # fmt: skip
            if mail.state != State.WAITING:
                return 0
            failpoint("mail_before_take")
            _decide(mail)
            connection.check_constraints()
            failpoint("mail_after_take")
    except Exception as error:  # the next mail must come, whatever this one holds
        log.exception("mail not taken", extra={"mail": mail_id})
        with transaction.atomic():
            mail = InboundMail.objects.select_for_update(of=("self",)).defer("raw").get(pk=mail_id)
            mail.error = f"{type(error).__name__}"[:500]
            if mail.attempts >= TRIES:
                _quarantine(mail, "poison")
            mail.save(update_fields=["error"])
        return 0
    return 1


def _decide(mail: InboundMail) -> None:
    try:
        said = parse.read(queries.raw_of(mail))
    except parse.Unreadable:
        _quarantine(mail, "unreadable")
        return
    _describe(mail, said)
    if mail.verdict == "too_big":
        _quarantine(mail, "too_big")
        return
    traits = _traits(said)
    verdict = rules.judge(traits, _known(mail, said, traits))
    mail.trust, mail.verdict = verdict.trust, verdict.code
    if verdict.action == "quarantine":
        mail.ticket_ref = verdict.ref
        _quarantine(mail, verdict.code)
    elif verdict.action in ("drop", "note"):
        if verdict.code == "bounce":
            _bounce(mail, said)
        _close(mail, State.DROPPED if verdict.action == "drop" else State.NOTED)
    else:
        _hand_over(mail, said, verdict)


def _describe(mail: InboundMail, said: parse.Mail) -> None:
    """What the page shows of it and what later mails are held against."""
    mail.sender, mail.sender_name, mail.recipient = said.sender, said.sender_name, said.recipient
    mail.subject, mail.topic = said.subject, rules.topic_of(said.subject)
    words = " ".join((said.text or said.html).split())
    mail.text_digest = hashlib.sha256(words.encode()).hexdigest()
    mail.save(
        update_fields=["sender", "sender_name", "recipient", "subject", "topic", "text_digest"]
    )


def _traits(said: parse.Mail) -> rules.Traits:
    machine = said.auto_submitted not in ("", "no")
    bulk = said.precedence in ("bulk", "list", "junk", "auto_reply")
    own = said.is_marked_ours or tokens.is_own_id(said.message_id) or said.sender in queries.own_addresses()  # fmt: skip
    return rules.Traits(
        sender=said.sender, froms=said.froms, is_own=own, report=said.report.kind if said.report else "",
        invitation=said.invitation, is_automatic=machine or bulk, no_answer=said.asks_silence or said.has_null_path,
        is_answer_of_machine=said.auto_submitted in ("auto-replied", "auto-notified") or said.precedence == "auto_reply" or (said.has_null_path and machine),
        is_newsletter=said.is_newsletter,
        trust=rules.trust_of(said.auth_results, settings.SVS_MAIL_AUTHSERV, said.sender),
    )  # fmt: skip


def _known(mail: InboundMail, said: parse.Mail, traits: rules.Traits) -> rules.Known:
    threads = []
    for thread in tokens.found_in(*said.threads)[:5]:
        there, takes_part, _ = about(thread.ref, said.sender)
        threads.append((thread.ref, there, thread.is_for(said.sender), takes_part))
    ours = None if threads else queries.answered(said.answers)
    if ours is not None:  # it names a mail of ours and brings no key
        there, takes_part, _ = about(ours.ticket_ref, said.sender)
        threads.append((ours.ticket_ref, there, False, takes_part))
    before = queries.before(mail)
    return rules.Known(
        threads=tuple(threads), is_person=queries.is_person(said.sender),
        reply_to_person=any(a != said.sender and queries.is_person(a) for a in said.reply_to),
        copy=queries.copy_of(mail), same=before.same, same_ref=before.same_ref, unproven=before.unproven,
        most_unproven=knobs.current(FLOOD.key),
    )  # fmt: skip


def about(ref: str, address: str) -> tuple[bool, bool, int]:
    """Is there such a ticket, does this address take part in it, and its id? Whoever we wrote to about it takes part."""
    for taker in mail_takers.items:
        there, takes_part, ticket_id = taker.about(ref, address)
        if there:
            return True, takes_part or queries.was_written_to(ref, address), ticket_id
    return False, False, 0


def letter_of(mail: InboundMail, said: parse.Mail, verdict: rules.Verdict) -> Letter:
    """The mail as those see it who make tickets of it."""
    box = mail.mailbox
    return Letter(
        mail_id=mail.pk, sender=said.sender, sender_name=said.sender_name, subject=said.subject, text=said.text,
        fresh=texts.fresh(said.text), trust=verdict.trust, may_answer=verdict.may_answer, is_quiet=verdict.is_quiet,
        answers=queries.kind_of_answer(said.answers), kind=box.kind, service_id=box.service_id, team_id=box.team_id,
        files=tuple(LetterFile(f.name, f.media_type, f.data, f.cid) for f in said.files),
    )  # fmt: skip


def _hand_over(mail: InboundMail, said: parse.Mail, verdict: rules.Verdict) -> None:
    letter, taker = letter_of(mail, said, verdict), mail_takers.items[0]
    try:
        with transaction.atomic():
            taken = (
                taker.log(letter)
                if verdict.action == "new"
                else taker.add(letter, verdict.ref)
            )  # fmt: skip
    except RuleViolation as violation:
        mail.error = f"{violation.code}: {violation.message}"[:500]
        mail.save(update_fields=["error"])
        _quarantine(mail, "refused")
        return
    mail.may_answer = verdict.may_answer
    keep_taken(mail, taken)


def keep_taken(mail: InboundMail, taken: Taken) -> None:
    """Note what the mail became."""
    mail.ticket_ref, mail.ticket_id, mail.reply_id = taken.ref, taken.ticket_id, taken.message_id
    _close(mail, State.TAKEN)


def _close(mail: InboundMail, state: str) -> None:
    mail.state, mail.decided_at = state, timezone.now()
    mail.save(update_fields=["state", "decided_at", "verdict", "trust", "may_answer", "ticket_ref", "ticket_id", "reply_id"])  # fmt: skip


def _quarantine(mail: InboundMail, code: str) -> None:
    """Set it aside for a person. Emits mail.quarantined, and once an hour for a sender mail.flooded."""
    mail.state, mail.verdict = State.QUARANTINED, code
    mail.save(update_fields=["state", "verdict", "trust", "ticket_ref"])
    emit("mail.quarantined", subject=mail, actor=SYSTEM_ACTOR, data={"code": code, "mailbox_id": mail.mailbox_id})  # fmt: skip
    if code in ("flood", "loop") and queries.is_first_of_flood(mail):
        emit("mail.flooded", subject=mail, actor=SYSTEM_ACTOR, data={"code": code, "mailbox_id": mail.mailbox_id})  # fmt: skip


def _bounce(mail: InboundMail, said: parse.Mail) -> None:
    """Let it show on the mail of ours that it speaks of. Emits mail.bounced, on its ticket where it had one."""
    if said.report is None or not said.report.has_failed:
        return
    row = queries.sent_by_ids(said.report.original_ids, said.report.recipients)
    if row is None:
        return
    outgoing.note_bounce(row=row, words=said.report.words)
    mail.ticket_ref = row.ticket_ref
    ids = [found for find in ticket_ids.items if row.ticket_ref and (found := find(row.ticket_ref))]
    emit("mail.bounced", subject=row, about=("ticket", ids[0]) if ids else None, actor=SYSTEM_ACTOR, data={"mail_id": mail.pk})  # fmt: skip
