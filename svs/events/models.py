"""The spine: every change leaves an event; what must follow from it waits as a delivery in the same transaction."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class EventHead(models.Model):
    """The last sequence number and hash of a subject; its row lock orders the chain."""

    pk = models.CompositePrimaryKey("subject_type", "subject_id")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} at {self.seq}"


class DomainEvent(models.Model):
    """Something that happened. Append-only; data holds ids, codes, numbers, times and digests, never text or names."""

    name = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    about_type = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- no second subject is NULL
    about_id = models.BigIntegerField(null=True)
    service_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_user_id = models.BigIntegerField(null=True)
    actor_ref = models.CharField(max_length=80, db_default="")
    on_behalf_of_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=40, db_default="")
    historical = models.BooleanField(db_default=False)
    data = models.JSONField(db_default=models.Value({}, models.JSONField()))
    seq = models.BigIntegerField(db_default=0)
    hash = models.BinaryField(db_default=b"")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "seq"], name="event_chain_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["about_type", "about_id"],
                name="event_about",
                condition=models.Q(about_id__isnull=False),
            ),
            models.Index(fields=["name", "occurred_at"], name="event_by_name"),
            models.Index(fields=["recorded_at"], name="event_by_record"),
            models.Index(
                fields=["actor_user_id", "recorded_at"],
                name="event_by_actor",
                condition=models.Q(actor_user_id__isnull=False),
            ),
            models.Index(
                fields=["service_id", "recorded_at"],
                name="event_by_service",
                condition=models.Q(service_id__isnull=False),
            ),
            models.Index(
                fields=["actor_kind", "recorded_at"],
                name="event_by_kind",
                condition=models.Q(actor_kind__in=["client", "rule", "alert"]),
            ),
            models.Index(
                fields=["recorded_at"],
                name="event_of_history",
                condition=models.Q(historical=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type} {self.subject_id}"


class Delivery(models.Model):
    """One consumer's unfinished business with one event; deleted in the transaction of its effect."""

    event = models.ForeignKey(
        DomainEvent, models.PROTECT, related_name="deliveries", db_index=False
    )
    consumer = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(db_default=0)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(db_default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "consumer"], name="delivery_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["consumer", "id"], name="delivery_next"),
            models.Index(
                fields=["consumer", "subject_type", "subject_id", "id"], name="delivery_order"
            ),
            models.Index(
                fields=["consumer"],
                name="delivery_deadly",
                condition=models.Q(attempts__gte=5, parked_at__isnull=True),
            ),
            models.Index(
                fields=["parked_at"],
                name="delivery_parked",
                condition=models.Q(parked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.consumer}"


class EventSeal(models.Model):
    """A daily digest over all heads, so that a missing tail shows."""

    day = models.DateField(unique=True)
    heads = models.BigIntegerField()
    last_event_id = models.BigIntegerField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"seal of {self.day}"


class Outgoing(models.Model):
    """A mail or webhook that must leave, written once with its effect and sent at least once under the same id."""

    class Kind(models.TextChoices):
        MAIL = "mail", "Mail"
        WEBHOOK = "webhook", "Webhook"

    class State(models.TextChoices):
        PENDING = "pending", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        KEPT = "kept", "Kept here: no mail server is set up"
        WITHDRAWN = "withdrawn", "Not sent: they may not read it any more"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(
        max_length=320, unique=True, help_text="Message-ID or webhook-id; one effect, one row."
    )
    recipient = models.CharField(max_length=254)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False,
        help_text="Whom it is for, where it is asked again before it leaves whether they may read it.",
    )  # fmt: skip
    purpose = models.CharField(
        max_length=60, blank=True, help_text="What it is for: ticket.answered, notice:ticket.given."
    )
    sender = models.CharField(
        max_length=350, blank=True, help_text="Name and address; empty: the default."
    )
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    headers = models.JSONField(default=dict)
    event = models.ForeignKey(DomainEvent, models.PROTECT, null=True, related_name="+")
    ticket_ref = models.CharField(max_length=20, blank=True)
    is_secret = models.BooleanField(
        default=False, help_text="Holds a link for one person; its words go once it is sent."
    )
    is_answer = models.BooleanField(
        default=False, db_default=False, help_text="An answer no person wrote; only so many an hour and address."
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at", "id"], name="outgoing_due", condition=models.Q(state="pending")
            ),
            models.Index(fields=["state", "-id"], name="outgoing_by_state"),
            models.Index(
                fields=["ticket_ref", "recipient", "-id"], name="outgoing_of_ticket",
                condition=~models.Q(ticket_ref=""),
            ),
            models.Index(
                fields=["recipient", "created_at"], name="outgoing_answers", condition=models.Q(is_answer=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"


class ScheduledRun(models.Model):
    """One due run of a scheduled job; unique, so two schedulers start it once."""

    job = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "due_at"], name="run_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], name="run_open", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} at {self.due_at}"


class Job(models.Model):
    """Long work done in chunks of seconds, with progress that can be left and come back to."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Waits for a yes"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    requested_by_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="job_open", condition=models.Q(state="running"))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class JobFile(models.Model):
    """What long work reads or leaves behind: an uploaded list, the rows it could not take."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "name"], name="job_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.job_id}"
