"""Bring mail home. What came is kept as it is and committed before the server hears that we have it.

A crash in between brings the same mail again, and the key of id and digest makes it one. The uid that is being tried is
counted before it is touched, so that a mail that ends workers is set aside after three of them.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
import zlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.events.failpoints import failpoint
from svs.locks import alone
from svs.mail import servers
from svs.mail.models import InboundMail, Mailbox
from svs.mail.operations.mailboxes import FAULT, keep_fixed

log = logging.getLogger("svs.mail")
BIGGEST = 30_000_000
GIVE_UP = 10  # faults in a row
TRIES = 3
_ID = re.compile(rb"^Message-ID:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,998})", re.IGNORECASE | re.MULTILINE)  # fmt: skip


def fetch_due(*, seconds: float = 25.0) -> int:
    """Ask every mailbox whose time has come; returns how many mails are new here."""
    keep_fixed()
    until = time.monotonic() + seconds
    due = Mailbox.objects.filter(is_active=True, paused_at__isnull=True, due_at__lte=timezone.now())
    return sum(fetch(mailbox.pk, until) for mailbox in due.order_by("due_at", "id"))


def fetch(mailbox_id: int, until: float | None = None) -> int:
    """Keep what is new in one mailbox; returns how many mails. One worker at a time; a fault is noted and waited out."""
    with alone(f"svs.mailbox.{mailbox_id}") as held:
        return _read(mailbox_id, until) if held else 0


def _read(mailbox_id: int, until: float | None) -> int:
    try:
        mailbox = Mailbox.objects.get(pk=mailbox_id)
        password = settings.SVS_IMAP["password"] if mailbox.is_fixed else None
        with servers.opened(mailbox, password) as server:
            kept = _keep_new(mailbox, server, until)
    except servers.FAULTS as error:
        log.warning("mailbox not read", extra={"mailbox": mailbox_id, "error": type(error).__name__})  # fmt: skip
        _note_fault(mailbox_id)
        return 0
    Mailbox.objects.filter(pk=mailbox_id).update(fetched_at=timezone.now(), fault="", fault_count=0)
    return kept


def _keep_new(mailbox: Mailbox, server: servers.Server, until: float | None) -> int:
    validity = server.validity(mailbox.folder)
    if validity != mailbox.uid_validity:
        mailbox.uid_validity, mailbox.last_uid, mailbox.trying_uid, mailbox.trying = validity, 0, None, 0  # fmt: skip
        mailbox.save(update_fields=["uid_validity", "last_uid", "trying_uid", "trying"])
    kept = 0
    for uid in server.uids(mailbox.last_uid):
        if until is not None and time.monotonic() > until:
            break
        kept += _keep_one(mailbox, server, uid)
    return kept


def _keep_one(mailbox: Mailbox, server: servers.Server, uid: int) -> int:
    """Keep one mail, then tell the server. What cannot be had three times is set aside, and the next one comes."""
    mailbox.trying = mailbox.trying + 1 if mailbox.trying_uid == uid else 1
    mailbox.trying_uid = uid
    mailbox.save(update_fields=["trying_uid", "trying"])
    if mailbox.trying > TRIES:
        _store(mailbox, uid, b"", 0, "poison")
        return 1
    failpoint("mail_before_fetch")
    size = server.size(uid)
    raw = server.raw(uid, BIGGEST)
    size = max(size, len(raw))
    if not raw and uid not in server.uids(uid - 1)[:1]:
        return 0  # somebody took it away meanwhile
    new = _store(mailbox, uid, raw, size, "too_big" if size > BIGGEST else "")
    failpoint("mail_after_keep")
    server.put_away(uid)
    return new


def keep(mailbox: Mailbox, uid: int, raw: bytes) -> int:
    """Keep a mail that came by another way than IMAP; returns 1 when it was not here before."""
    big = len(raw) > BIGGEST
    return _store(mailbox, uid, raw[:BIGGEST], len(raw), "too_big" if big else "")


@transaction.atomic
def _store(mailbox: Mailbox, uid: int, raw: bytes, size: int, verdict: str) -> int:
    """One row for one mail, and the cursor behind it, in one transaction; returns 1 when it was not here before."""
    head = re.split(rb"\r?\n\r?\n", raw[:200_000], maxsplit=1)[0]
    found = _ID.search(head)
    message_id = (found[1] if found else b"").decode("ascii", "replace").replace("\x00", "").strip()[:255]  # fmt: skip
    digest = hashlib.sha256(raw or f"{mailbox.pk}.{mailbox.uid_validity}.{uid}".encode()).hexdigest()  # fmt: skip
    row = InboundMail(
        mailbox=mailbox, uid=uid, message_id=message_id, digest=digest, raw=zlib.compress(raw, 3), size=size,
        is_whole=len(raw) >= size, verdict=verdict,
        state=InboundMail.State.QUARANTINED if verdict == "poison" else InboundMail.State.WAITING,
    )  # fmt: skip
    known = InboundMail.objects.filter(message_id=message_id, digest=digest).exists()
    if not known:
        InboundMail.objects.bulk_create([row], ignore_conflicts=True)
        if verdict == "poison":
            stored = InboundMail.objects.get(message_id=message_id, digest=digest)
            emit("mail.quarantined", subject=stored, actor=SYSTEM_ACTOR, data={"code": verdict})
    mailbox.last_uid, mailbox.trying_uid, mailbox.trying = max(mailbox.last_uid, uid), None, 0
    mailbox.save(update_fields=["last_uid", "trying_uid", "trying"])
    return int(not known)


@transaction.atomic
def _note_fault(mailbox_id: int) -> None:
    """Wait longer after each fault in a row; after ten stop asking until a person says so. Emits mailbox.paused."""
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox_id)
    mailbox.fault, mailbox.fault_count = FAULT, mailbox.fault_count + 1
    mailbox.due_at = timezone.now() + timedelta(seconds=min(1800, 30 * 2**mailbox.fault_count))
    if mailbox.fault_count >= GIVE_UP and mailbox.paused_at is None:
        mailbox.paused_at = timezone.now()
        emit("mailbox.paused", subject=mailbox, actor=SYSTEM_ACTOR, data={"faults": mailbox.fault_count})  # fmt: skip
    mailbox.save(update_fields=["fault", "fault_count", "due_at", "paused_at"])
