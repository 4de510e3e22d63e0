"""Mailboxes that people write to, and every mail that came: kept as it was before anybody looks at it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Mailbox(models.Model):
    """An address people write to, and what their mails become. Its password is sealed and never shown."""

    class Security(models.TextChoices):
        TLS = "tls", "TLS from the start"
        STARTTLS = "starttls", "STARTTLS"
        NONE = "none", "None"

    address = models.EmailField(max_length=254)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(max_length=254)
    secret = models.TextField(blank=True, help_text="The password, sealed.")
    folder = models.CharField(max_length=120, default="INBOX")
    done_folder = models.CharField(max_length=120, blank=True, help_text="Where mail goes once it is kept here.")  # fmt: skip
    kind = models.CharField(max_length=20, default="incident")
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    is_fixed = models.BooleanField(default=False, help_text="Set by the environment.")
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    trying_uid = models.BigIntegerField(null=True)
    trying = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)
    fault_count = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("address"), name="mailbox_address_once"),
            models.CheckConstraint(
                condition=models.Q(port__range=(1, 65535)), name="mailbox_port_real"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class InboundMail(models.Model):
    """A mail as it came. What it says stays its own: nothing of it goes into the log."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be looked at"
        TAKEN = "taken", "Became a ticket or a reply"
        NOTED = "noted", "Noted, nothing to do"
        DROPPED = "dropped", "Dropped"
        QUARANTINED = "quarantined", "In quarantine"
        DELETED = "deleted", "Deleted"

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mails", db_index=False)
    uid = models.BigIntegerField()
    message_id = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the whole mail.")
    raw = models.BinaryField(null=True, help_text="Packed with zlib.")
    size = models.PositiveBigIntegerField()
    is_whole = models.BooleanField(default=True)
    received_at = models.DateTimeField(default=timezone.now)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    recipient = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=64, blank=True, help_text="The subject without Re: and numbers, hashed.")  # fmt: skip
    text_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    verdict = models.CharField(max_length=30, blank=True)
    trust = models.CharField(max_length=8, blank=True)
    may_answer = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=500, blank=True)
    ticket_ref = models.CharField(max_length=20, blank=True)
    ticket_id = models.BigIntegerField(null=True)
    reply_id = models.BigIntegerField(null=True, help_text="Of the message it became, if not the ticket itself.")  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message_id", "digest"], name="mail_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at", "id"], name="mail_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["state", "-received_at", "-id"], name="mail_by_state"),
            models.Index(fields=["sender", "received_at"], name="mail_by_sender"),
            models.Index(
                fields=["ticket_id", "reply_id"],
                name="mail_of_ticket",
                condition=models.Q(ticket_id__isnull=False),
            ),
            models.Index(
                fields=["reply_id"],
                name="mail_of_reply",
                condition=models.Q(reply_id__isnull=False),
            ),
            models.Index(
                fields=["received_at"], name="mail_raw_kept", condition=models.Q(raw__isnull=False)
            ),
            models.Index(fields=["mailbox", "-id"], name="mail_of_mailbox"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
