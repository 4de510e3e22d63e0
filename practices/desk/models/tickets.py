"""The one ticket table. A practice adds its detail row; all rules about state live in operations."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
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
    promised_at = models.DateTimeField(
        null=True, help_text="What a person promised the requester; the clocks do not know it."
    )
    promised_because = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Why then; the requester reads it."
    )
    unanswered_since = models.DateTimeField(
        null=True, help_text="The requester said something and nobody of ours replied yet."
    )
    own = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        help_text="Own fields: key to typed value.",
    )
    continued_in = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+",
        help_text="Merged into, or converted to: its ref leads there.",
    )  # fmt: skip
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
                fields=["priority", "due_at", "id"],
                name="ticket_open_urgent",
                condition=~models.Q(phase="DONE"),
            ),
            models.Index(
                fields=["updated_at", "id"],
                name="ticket_open_touched",
                condition=~models.Q(phase="DONE"),
            ),
            models.Index(
                fields=["resolved_at", "id"], name="ticket_done", condition=models.Q(phase="DONE")
            ),
            models.Index(fields=["updated_at", "id"], name="ticket_touched"),
            models.Index(
                fields=["unanswered_since"],
                name="ticket_unanswered",
                condition=models.Q(unanswered_since__isnull=False),
            ),
            GinIndex(OpClass("tags", "jsonb_path_ops"), name="ticket_tags"),
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
                fields=["assignee", "due_at", "id"],
                name="ticket_open_of_holder",
                condition=~models.Q(phase="DONE"),
            ),
            GinIndex(
                OpClass("own", "jsonb_path_ops"), name="ticket_own", condition=~models.Q(own={})
            ),
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
            models.Index(
                fields=["service", "closed_at"],
                name="ticket_went_on",
                condition=models.Q(continued_in__isnull=False),
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
