"""The one ticket table and what hangs on it. A practice adds its detail row; all rules about state live in operations."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Value
from django.utils import timezone

from practices.desk import states


class Channel(models.TextChoices):
    PHONE = "phone", "Phone"
    PORTAL = "portal", "Portal"
    EMAIL = "email", "E-mail"
    API = "api", "API"
    ALERT = "alert", "Alert"
    DESK = "desk", "Desk"
    IMPORT = "import", "Import"


class TicketQuerySet(models.QuerySet["Ticket"]):
    """The words in which pages speak about tickets."""

    def open(self) -> "TicketQuerySet":
        return self.exclude(phase=states.DONE)

    def of_kind(self, kind: str) -> "TicketQuerySet":
        return self.filter(kind=kind)


class Ticket(models.Model):
    """A piece of demand on its way to value: an incident, a request, a change, told apart by its kind."""

    ref = models.CharField(max_length=20, unique=True, db_default=Value(""))
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey("services.Category", models.SET_NULL, null=True, related_name="+")
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.DESK)
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    impact = models.PositiveSmallIntegerField(null=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    priority = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=20)
    phase = models.CharField(max_length=8)
    cause = models.CharField(max_length=10, blank=True)
    tags = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)  # of the resolution clock, kept here for lists
    due_paused_at = models.DateTimeField(null=True)
    due_seconds = models.PositiveIntegerField(null=True)
    logged_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)  # when a waiting ticket comes back by itself
    responded_at = models.DateTimeField(null=True)  # first public reply of a person of ours
    response_seconds = models.FloatField(null=True)  # until then, in the service's hours
    response_due_at = models.DateTimeField(null=True)  # of the response clock
    items = models.ManyToManyField("configuration.Item", through="TicketItem", related_name="+")
    version = models.PositiveIntegerField(default=1)
    external_id = models.CharField(max_length=120, null=True)  # noqa: DJ001 -- unique where given
    source = models.CharField(max_length=40, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                name="ticket_external_once",
                condition=models.Q(external_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(phase__in=states.PHASES), name="ticket_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(priority__range=(1, 4)), name="ticket_priority_1_to_4"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="ticket_has_title"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["team"],
                include=["assignee", "phase", "priority", "logged_at", "updated_at"],
                name="ticket_open_by_team",
                condition=~models.Q(phase="DONE"),
            ),
            models.Index(fields=["-logged_at", "-id"], name="ticket_newest"),
            models.Index(
                fields=["due_at", "id"], name="ticket_open_due", condition=~models.Q(phase="DONE")
            ),
            models.Index(
                fields=["wake_at"], name="ticket_wakes", condition=models.Q(wake_at__isnull=False)
            ),
            models.Index(
                fields=["resolved_at", "id"],
                name="ticket_to_close",
                condition=models.Q(phase="DONE", closed_at__isnull=True),
            ),
            models.Index(fields=["requester", "-logged_at", "-id"], name="ticket_of_requester"),
            models.Index(
                fields=["service", "resolved_at"],
                name="ticket_resolved",
                condition=models.Q(phase="DONE"),
            ),
            models.Index(
                fields=["service", "responded_at"],
                name="ticket_responded",
                condition=models.Q(responded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return f"/{self.kind}s/{self.ref}/"

    @property
    def portal_url(self) -> str:
        """Where its requester reads it."""
        return f"/help/requests/{self.ref}/"

    @property
    def lifecycle(self) -> states.Kind:
        return states.kind_of(self.kind)

    @property
    def state_label(self) -> str:
        """The word on the screen: what a waiting ticket waits for, else the state's name."""
        if self.phase == states.WAITING and self.cause:
            until = self.wake_at and timezone.localtime(self.wake_at)
            return states.waits_for(self.cause, until, timezone.localtime())
        return self.lifecycle.labels[self.state]


class Stretch(models.Model):
    """An interval of the ticket's life in one (state, team, assignee): no gap, no overlap, the whole life.

    Wait is QUEUED and WAITING with a cause; ACTIVE means in hand, an upper bound of touch time.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stretches", db_index=False)
    during = DateTimeRangeField()
    state = models.CharField(max_length=20)
    source_state = models.CharField(max_length=60, db_default="")
    phase = models.CharField(max_length=8)
    cause = models.CharField(max_length=10, db_default="")
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    prev_state = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- NULL: there was none
    prev_team_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="stretch_never_overlaps",
                expressions=[
                    (OpClass("ticket", "gist_int8_ops"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(phase__in=states.PHASES), name="stretch_phase_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket"], name="stretch_of_ticket"),
            models.Index(
                fields=["ticket"], name="stretch_open", condition=models.Q(during__upper_inf=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} of {self.ticket_id}"


class Clock(models.Model):
    """A promise on a ticket: how much of it is used, since when it runs or stands, when it falls due, when it was over.

    Time used is business time, until the clock last stood still; while it runs, what passed since then comes on top.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks", db_index=False)
    measure = models.CharField(max_length=12)  # response, resolution
    target_seconds = models.PositiveIntegerField()
    calendar = models.ForeignKey(
        "service_level.Calendar", models.PROTECT, null=True, related_name="+", db_index=False
    )  # NULL: around the clock
    used_seconds = models.FloatField(db_default=0.0)  # in its calendar, until it last stood still
    running_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # NULL: its calendar has no hours, so never
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "measure"], name="clock_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["measure", "calendar", "target_seconds", "due_at"],
                name="clock_running",
                condition=models.Q(running_since__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.ticket_id}"


class Message(models.Model):
    """A turn of the conversation: a public reply, or an internal note the requester never sees."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    author_ref = models.CharField(max_length=40, blank=True, help_text="Of the rule that wrote it.")
    is_internal = models.BooleanField()
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "created_at", "id"], name="message_in_order")
        ]

    def __str__(self) -> str:
        return f"{'note' if self.is_internal else 'reply'} on {self.ticket_id}"


class TicketLink(models.Model):
    """Two tickets that have to do with each other, so that practices need no foreign keys to each other."""

    kind = models.CharField(max_length=20)  # relates, causes, duplicates, child_of
    source = models.ForeignKey(Ticket, models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="links_in")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "source", "target"], name="link_once"),
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(kind="child_of"), name="link_one_parent"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="link_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class TicketItem(models.Model):
    """A component that a ticket is about."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey("configuration.Item", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "item"], name="ticket_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} about {self.item_id}"


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
