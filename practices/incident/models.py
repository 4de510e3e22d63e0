"""The incident's part of its ticket, the outages it stands for, and the shapes it is often logged in."""

from typing import ClassVar

from django.db import models


class Incident(models.Model):
    """An unplanned interruption to a service, or a reduction in its quality."""

    ticket = models.OneToOneField(
        "desk.Ticket", models.CASCADE, primary_key=True, related_name="incident"
    )
    resolution = models.TextField(blank=True)
    resolution_code = models.CharField(max_length=40, blank=True)
    cause_code = models.CharField(max_length=40, blank=True)
    said_before = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="The three as the last resolution found them, for whoever takes it back.",
    )

    def __str__(self) -> str:
        return f"incident {self.ticket_id}"


class Outage(models.Model):
    """A time in which a service could not be used; the portal shows it, availability counts it."""

    service = models.ForeignKey("services.Service", models.PROTECT, related_name="+")
    ticket = models.ForeignKey(
        "desk.Ticket", models.SET_NULL, null=True, blank=True, related_name="outages"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_planned = models.BooleanField(default=False)
    words = models.CharField(max_length=300, blank=True, help_text="What the portal says.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gt=models.F("started_at")),
                name="outage_ends_after_start",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service", "-started_at"], name="outage_of_service"),
            models.Index(fields=["-started_at", "-id"], name="outage_newest"),
            models.Index(fields=["ended_at"], name="outage_ends"),
            models.Index(
                fields=["started_at"], name="outage_open", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"outage of {self.service_id} from {self.started_at}"


class IncidentTemplate(models.Model):
    """What an incident of a frequent sort says from the start."""

    name = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    service = models.ForeignKey(
        "services.Service", models.CASCADE, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        "services.Category", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, blank=True, related_name="+")  # fmt: skip
    impact = models.PositiveSmallIntegerField(default=2)
    urgency = models.PositiveSmallIntegerField(default=2)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(impact__range=(1, 3), urgency__range=(1, 3)),
                name="template_impact_urgency_1_to_3",
            )
        ]

    def __str__(self) -> str:
        return self.name
