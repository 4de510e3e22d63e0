"""The change's part of its ticket, its versions, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from practices.change import states


class Change(models.Model):
    """An addition, modification or removal of anything that could have an effect on services; who does it is the ticket's assignee.

    `plan_version` rises with every material edit: of plan, back-out, test, window, scope, type, answers or who does it. The
    window is part of what is approved; work starts only with `approved_version` equal to it.
    """

    ticket = models.OneToOneField("desk.Ticket", models.CASCADE, primary_key=True, related_name="change")  # fmt: skip
    type = models.CharField(
        max_length=10, choices=list(states.TYPES.items()), default=states.NORMAL
    )
    template = models.ForeignKey("change.ChangeTemplate", models.PROTECT, null=True, related_name="changes")  # fmt: skip
    template_version = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    why = models.TextField(blank=True, help_text="What it is for.")
    plan = models.TextField(blank=True)
    backout = models.TextField(blank=True)
    test = models.TextField(blank=True, help_text="What shows beforehand that it works.")
    backout_minutes = models.PositiveIntegerField(null=True)
    window = DateTimeRangeField(null=True, help_text="Proposed, then approved: from and to.")  # type: ignore[misc]
    answers = models.JSONField(default=dict, help_text="Of the risk questionnaire: question to answer.")  # fmt: skip
    likelihood = models.PositiveSmallIntegerField(default=1)
    impact = models.PositiveSmallIntegerField(default=1)
    risk = models.PositiveSmallIntegerField(default=1, help_text="1 low, 2 medium, 3 high, 4 very high.")  # fmt: skip
    risk_because = models.JSONField(default=list, help_text="What raised or lowered it, as it was weighed.")  # fmt: skip
    plan_version = models.PositiveIntegerField(default=1)
    submitted_version = models.PositiveIntegerField(null=True, help_text="The newest that deciders were asked about.")  # fmt: skip
    approved_version = models.PositiveIntegerField(null=True)
    freezes_known = models.JSONField(default=list, help_text="Ids of the freezes its window lay in when deciders were asked.")  # fmt: skip
    decided_at = models.DateTimeField(null=True)
    decided_words = models.TextField(blank=True, help_text="Why it was refused, or on which conditions it was approved.")  # fmt: skip
    window_told = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="Of its window: 1 that it opened, 2 that it is over.")  # fmt: skip
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=list(states.OUTCOMES.items()), blank=True)
    outcome_words = models.TextField(blank=True)
    review_due_at = models.DateTimeField(null=True)
    review_words = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5), risk__range=(1, 4)), name="change_risk_in_range"),
            models.CheckConstraint(condition=models.Q(approved_version__isnull=True) | models.Q(approved_version__lte=models.F("plan_version")), name="change_approved_what_was"),
            models.CheckConstraint(condition=models.Q(outcome="", ended_at__isnull=True) | ~models.Q(outcome="") & models.Q(ended_at__isnull=False), name="change_ended_with_outcome"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            GistIndex(fields=["window"], name="change_window"),
            models.Index(fields=["template", "-ended_at"], name="change_of_template"),
            models.Index(fields=["began_at"], name="change_began", condition=models.Q(began_at__isnull=False)),
            models.Index(fields=["review_due_at"], name="change_to_review", condition=models.Q(reviewed_at__isnull=True, review_due_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"change {self.ticket_id}"

    @property
    def starts_at(self) -> datetime | None:
        return self.window.lower if self.window else None

    @property
    def ends_at(self) -> datetime | None:
        return self.window.upper if self.window else None

    def is_in_window(self, now: datetime) -> bool:
        """Is its window open?"""
        begins, ends = self.starts_at, self.ends_at
        return begins is not None and ends is not None and begins <= now < ends

    @property
    def is_approved(self) -> bool:
        """Was this very plan approved?"""
        return self.approved_version == self.plan_version


class ChangeService(models.Model):
    """A service that a change touches besides the ticket's own."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="services")
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["change", "service"], name="change_service_once")
        ]

    def __str__(self) -> str:
        return f"{self.change_id} touches {self.service_id}"


class ChangeVersion(models.Model):
    """What a change said in one of its versions, whole: so that two can be held against each other. Never edited."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    said = models.JSONField(help_text="Every material field as it was.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["change", "number"], name="change_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.change_id} v{self.number}"


class CausedIncident(models.Model):
    """An incident that a change may have caused: proposed by time and item, confirmed or dismissed by a person."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Caused by it"
        DISMISSED = "dismissed", "Not caused by it"

    change = models.ForeignKey(Change, models.CASCADE, related_name="caused")
    incident = models.ForeignKey("desk.Ticket", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    because = models.JSONField(default=dict, help_text="Minutes after the change began; items or services both touch.")  # fmt: skip
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["change", "incident"], name="caused_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} after {self.change_id}"
