"""Mail and webhooks that must leave: written once with their effect, sent at least once under the same id.

A mail is claimed by counting the attempt and putting its next one off; only then does the mail server get a word.
So a server that hangs holds no row, no ticket and no transaction, and whoever dies while sending repeats one mail at most.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone

from svs.accounts.models import User
from svs.events.failpoints import failpoint
from svs.events.models import DomainEvent, Outgoing
from svs.mail import threads

log = logging.getLogger("svs.outgoing")
MAX_ATTEMPTS = 200  # about two days, a quarter of an hour apart
LEASE = timedelta(seconds=60)
MOST_ANSWERS, ANSWERS_IN = 5, timedelta(hours=1)
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
ANSWERED = {**AUTOMATIC, "Auto-Submitted": "auto-replied"}

Check = Callable[[Outgoing], bool]
_checks: dict[str, Check] = {}


def recheck(prefix: str) -> Callable[[Check], Check]:
    """Register who asks, right before a mail of this purpose leaves, whether its reader may still read it."""

    def register(check: Check) -> Check:
        _checks[prefix] = check
        return check

    return register


def write_mail(
    *,
    recipient: str,
    subject: str,
    body: str,
    key: str,
    event: DomainEvent | None = None,
    ticket_ref: str = "",
    is_secret: bool = False,
    purpose: str = "",
    reader: User | None = None,
    sender: threads.Sender | None = None,
    headers: dict[str, str] | None = None,
    is_answer: bool = False,
    in_thread: bool = False,
    due_at: datetime | None = None,
) -> None:
    """Write a mail to be sent, now or at a moment; the same key twice is one mail. Line breaks never reach a header.

    A secret mail (a link for one person) is shown to nobody else, and its words go once it is sent. `headers` default
    to those of automatic mail; `is_answer` counts it against what an address may get by itself in an hour; `in_thread`
    lets an answer to it back into its ticket.
    """
    said = AUTOMATIC if headers is None else headers
    Outgoing.objects.bulk_create(
        [
            Outgoing(
                kind=Outgoing.Kind.MAIL,
                key=threads.message_id(key, recipient, ticket_ref if in_thread else ""),
                recipient=recipient,
                subject=threads.plain(subject)[:300],
                body=body.replace("\0", ""),
                event=event,
                ticket_ref=ticket_ref,
                is_secret=is_secret,
                purpose=purpose,
                reader=reader,
                sender=str(sender) if sender else "",
                headers={name: threads.plain(words) for name, words in said.items()},
                is_answer=is_answer,
                due_at=due_at or timezone.now(),
                state=Outgoing.State.PENDING if settings.EMAIL_HOST else Outgoing.State.KEPT,
            )
        ],
        ignore_conflicts=True,
    )


def withdraw_mail(*, recipient: str, key: str, ticket_ref: str) -> bool:
    """Take back a mail that nobody has begun to send; False where somebody has, or it never was."""
    keys = [threads.message_id(key, recipient, ref) for ref in ("", ticket_ref)]
    waits = Outgoing.objects.filter(key__in=keys, state__in=(Outgoing.State.PENDING, Outgoing.State.KEPT), attempts=0)  # fmt: skip
    return bool(waits.delete()[0])


def write_to_requester(
    *,
    recipient: User,
    ticket_ref: str,
    subject: str,
    body: str,
    key: str,
    event: DomainEvent | None,
    purpose: str,
    sender: threads.Sender,
    box: str,
    is_automatic: bool,
    is_answer: bool = False,
    due_at: datetime | None = None,
) -> bool:
    """Write to whoever asked, into the thread of their ticket; told whether it was written.

    An answer that no person wrote is kept back when its address got five within the hour: two machines that answer
    each other fall silent.
    """
    address = recipient.email
    if is_answer and not _may_answer(address):
        return False
    last = Outgoing.objects.filter(ticket_ref=ticket_ref, recipient=address).order_by("-id")
    before = last.filter(purpose__startswith="ticket.").values_list("key", flat=True).first() or ""
    headers = threads.of_conversation(ticket_ref, address, before, box)
    if is_automatic:
        headers |= ANSWERED if is_answer else AUTOMATIC
    write_mail(
        recipient=address, subject=subject, body=body, key=key, event=event, ticket_ref=ticket_ref,
        purpose=purpose, reader=recipient, sender=sender, headers=headers, is_answer=is_answer,
        in_thread=True, due_at=due_at,
    )  # fmt: skip
    return True


def _may_answer(address: str) -> bool:
    """Has this address room for one more automatic answer in this hour? Two who ask at once stand in line."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('svs.answer'), hashtext(%s))", [address.lower()])  # fmt: skip
    since = timezone.now() - ANSWERS_IN
    lately = Outgoing.objects.filter(recipient=address, is_answer=True, created_at__gt=since)
    return lately.count() < MOST_ANSWERS


def send_due(limit: int = 50, seconds: float = 45.0) -> int:
    """Send what is due over one connection: a crash may repeat a mail, never lose one. Returns how many were sent."""
    until = time.monotonic() + seconds
    sent = 0
    post = _Post()
    try:
        for _ in range(limit):
            row = _claim() if time.monotonic() < until else None
            if row is None:
                break
            sent += _send(row, post)
    finally:
        post.hang_up()
    return sent


@transaction.atomic
def _claim() -> Outgoing | None:
    now = timezone.now()
    due = Outgoing.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=Outgoing.State.PENDING, due_at__lte=now, kind=Outgoing.Kind.MAIL
    )
    row = due.select_related("reader", "event").order_by("due_at", "id").first()
    if row is not None:
        row.attempts = min(row.attempts + 1, 32_000)
        row.due_at = now + LEASE
        row.save(update_fields=["attempts", "due_at"])
    return row


class _Mail(EmailMessage):
    """A mail whose message ids stand in one line: a folded one is lost on some mail servers, and the thread with it."""

    def message(self, **said_of_policy: Any) -> Any:
        said: Any = super().message(**said_of_policy)
        said.policy = said.policy.clone(max_line_length=998)
        return said


class _Post:
    """One connection to the mail server, opened when first needed and given up after any trouble."""

    def __init__(self) -> None:
        self.line: Any = None

    def take(self, mail: EmailMessage) -> None:
        if self.line is None:
            self.line = get_connection("django.core.mail.backends.smtp.EmailBackend")
            self.line.open()
        self.line.send_messages([mail])

    def hang_up(self) -> None:
        line, self.line = self.line, None
        if line is not None and line.connection is not None:
            try:
                line.close()
            except (OSError, smtplib.SMTPException):
                log.info("the mail server had hung up")


def _send(row: Outgoing, post: _Post) -> int:
    if row.attempts > MAX_ATTEMPTS:
        row.error = row.error or "Whoever sent it was ended amid the work, each time."
        _settle(row, Outgoing.State.FAILED)
        return 0
    if not _may_leave(row):
        _settle(row, Outgoing.State.WITHDRAWN)
        return 0
    mail = _Mail(
        row.subject, row.body, row.sender or settings.DEFAULT_FROM_EMAIL, [row.recipient],
        headers={"Message-ID": row.key, **row.headers},
    )  # fmt: skip
    try:
        post.take(mail)
    except SoftTimeLimitExceeded:
        raise  # the claim runs out by itself
    except Exception as error:  # whatever the mail server or the mail itself came up with
        post.hang_up()
        _put_off(row, error)
        return 0
    failpoint("mail_sent")
    row.sent_at = timezone.now()
    row.body = "" if row.is_secret else row.body
    _settle(row, Outgoing.State.SENT)
    return 1


def _may_leave(row: Outgoing) -> bool:
    if row.reader is not None and not row.reader.is_active:
        return False
    check = next((ask for start, ask in _checks.items() if row.purpose.startswith(start)), None)
    return check is None or check(row)


def _put_off(row: Outgoing, error: Exception) -> None:
    """What concerns the server is tried again; what it says of this mail for good is left for a person to look at."""
    over = row.attempts >= MAX_ATTEMPTS
    row.error = f"{type(error).__name__}: {error}"[:500]
    row.due_at = timezone.now() + timedelta(seconds=min(900, 5 * 4 ** min(row.attempts, 6)))
    log.warning("mail not sent", extra={"outgoing": row.pk, "attempts": row.attempts})
    _settle(row, Outgoing.State.FAILED if over or _is_final(error) else Outgoing.State.PENDING)


def _is_final(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):  # fmt: skip
        return False  # of the server, not of the mail
    if isinstance(error, smtplib.SMTPResponseException):
        return 500 <= error.smtp_code < 600
    return not isinstance(error, OSError | smtplib.SMTPException)


def _settle(row: Outgoing, state: Outgoing.State) -> None:
    row.state = state
    row.error = "" if state in (Outgoing.State.SENT, Outgoing.State.WITHDRAWN) else row.error
    row.save(update_fields=["state", "sent_at", "error", "due_at", "body"])


def note_bounce(*, row: Outgoing, words: str) -> None:
    """Say on a mail that left that it did not reach its reader; call with its row locked."""
    row.error = f"It came back: {words}"[:500] if words else "It came back."
    row.state = Outgoing.State.FAILED
    row.save(update_fields=["error", "state"])
