"""Mail and webhooks that must leave: written once with their effect, sent at least once under the same id."""

import hashlib
import logging
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from svs.events.models import DomainEvent, Outgoing

log = logging.getLogger("svs.outgoing")
MAX_ATTEMPTS = 8


def write_mail(
    *,
    recipient: str,
    subject: str,
    body: str,
    key: str,
    event: DomainEvent | None = None,
    ticket_ref: str = "",
    is_secret: bool = False,
) -> None:
    """Write a mail to be sent; the same key twice is one mail. Line breaks never reach a header.

    A secret mail (a link for one person) is shown to nobody else, and its words go once it is sent.
    """
    host = urlsplit(settings.SVS_BASE_URL).hostname or "localhost"
    digest = hashlib.sha256(f"{key}|{recipient}".encode()).hexdigest()[:32]
    Outgoing.objects.bulk_create(
        [
            Outgoing(
                kind=Outgoing.Kind.MAIL,
                key=f"<{digest}@{host}>",
                recipient=recipient,
                subject=" ".join(subject.split())[:300],
                body=body,
                event=event,
                ticket_ref=ticket_ref,
                is_secret=is_secret,
                headers={"Auto-Submitted": "auto-generated"},
                state=Outgoing.State.PENDING if settings.EMAIL_HOST else Outgoing.State.KEPT,
            )
        ],
        ignore_conflicts=True,
    )


def send_due(limit: int = 50) -> int:
    """Send what is due, one transaction a mail: a crash may repeat one, never lose one."""
    sent = 0
    for _ in range(limit):
        with transaction.atomic():
            row = (
                Outgoing.objects.select_for_update(skip_locked=True)
                .filter(
                    state=Outgoing.State.PENDING,
                    due_at__lte=timezone.now(),
                    kind=Outgoing.Kind.MAIL,
                )
                .order_by("due_at", "id")
                .first()
            )
            if row is None:
                break
            sent += _send(row)
    return sent


def _send(row: Outgoing) -> int:
    now = timezone.now()
    row.attempts += 1
    try:
        connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
        EmailMessage(
            row.subject,
            row.body,
            settings.DEFAULT_FROM_EMAIL,
            [row.recipient],
            headers={"Message-ID": row.key, **row.headers},
            connection=connection,
        ).send()
        row.state, row.sent_at, row.error = Outgoing.State.SENT, now, ""
        row.body = "" if row.is_secret else row.body
    except (OSError, smtplib.SMTPException) as error:
        final = isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600
        row.state = (
            Outgoing.State.FAILED
            if final or row.attempts >= MAX_ATTEMPTS
            else Outgoing.State.PENDING
        )
        row.due_at = now + timedelta(seconds=min(3600, 5 * 4**row.attempts))
        row.error = f"{type(error).__name__}: {error}"[:500]
        log.warning("mail not sent", extra={"outgoing": row.pk, "attempts": row.attempts})
    row.save(update_fields=["attempts", "state", "sent_at", "error", "due_at", "body"])
    return int(row.state == Outgoing.State.SENT)
