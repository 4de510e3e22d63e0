"""What is said about a ticket."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils import timezone

from practices.desk.models.tickets import Channel, Ticket


class MessageQuerySet(models.QuerySet["Message"]):
    """The words in which pages speak about what was said."""

    def public(self) -> "MessageQuerySet":
        """What the requester may read: no notes, and no reply that may still be taken back."""
        out = models.Q(leaves_at__isnull=True) | models.Q(leaves_at__lte=timezone.now())
        return self.filter(out, is_internal=False)


class Message(models.Model):
    """A turn of the conversation: a public reply, or an internal note the requester never sees."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    author_ref = models.CharField(max_length=40, blank=True, help_text="Of the rule that wrote it.")
    is_internal = models.BooleanField()
    body = models.TextField()
    channel = models.CharField(
        max_length=10, choices=Channel, default=Channel.DESK, db_default="desk"
    )
    leaves_at = models.DateTimeField(
        null=True, help_text="A reply that may still be taken back; empty once it is out."
    )
    to_children = models.BooleanField(
        default=False, db_default=False, help_text="Once it is out, the requesters of its children read it too."
    )  # fmt: skip
    mentions = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), help_text="Names of colleagues, as they stand in the text."
    )  # fmt: skip
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "created_at", "id"], name="message_in_order"),
            models.Index(
                fields=["leaves_at"],
                name="message_leaving",
                condition=models.Q(leaves_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{'note' if self.is_internal else 'reply'} on {self.ticket_id}"

    @property
    def is_due(self) -> bool:
        """Are its seconds over, and nobody was told yet?"""
        return self.leaves_at is not None and self.is_out

    @property
    def is_out(self) -> bool:
        """Can it no longer be taken back?"""
        return self.leaves_at is None or self.leaves_at <= timezone.now()


class Survey(models.Model):
    """How the requester was served: asked once after the work is done, reminded once, answered once."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="survey")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="1 bad to 5 very good.")
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True, answered_at__isnull=True)
                | models.Q(score__range=(1, 5), answered_at__isnull=False),
                name="survey_answer_whole",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["asked_at"],
                name="survey_open",
                condition=models.Q(answered_at__isnull=True, reminded_at__isnull=True),
            ),
            models.Index(
                fields=["-answered_at"],
                name="survey_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"survey of {self.ticket_id}"


class Attachment(models.Model):
    """A file of a ticket. Without a message it waits in its owner's draft; its bytes lie under a key nobody can guess."""

    class State(models.TextChoices):
        READY = "ready", "Ready"
        HELD = "held", "Being looked at"
        REFUSED = "refused", "Refused by the scanner"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments", db_index=False)
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, related_name="attachments", db_index=False
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_internal = models.BooleanField()
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.READY, db_default="ready")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "id"], name="attachment_of_ticket"),
            models.Index(fields=["message"], name="attachment_of_message"),
            models.Index(
                fields=["created_at"],
                name="attachment_in_draft",
                condition=models.Q(message__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"file of {self.ticket_id}"


class Draft(models.Model):
    """What somebody began to write on a ticket and has not sent: kept on the server, so it is never lost."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)  # fmt: skip
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    is_internal = models.BooleanField(default=False)
    body = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "ticket"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"draft on {self.ticket_id}"


class Viewing(models.Model):
    """Who has a ticket open just now, and whether they write. A row of seconds: old ones count for nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()
    writes = models.CharField(max_length=5, blank=True)  # reply, note

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "user"], name="viewing_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.ticket_id}"


class CannedReply(models.Model):
    """A text that is often sent; names in braces stand for what is known of the ticket."""

    name = models.CharField(max_length=80, unique=True)
    body = models.TextField()
    team = models.ForeignKey("accounts.Team", models.CASCADE, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
