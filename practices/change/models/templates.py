"""Changes that are made again and again."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from svs.refs import ref_field


class ChangeTemplate(models.Model):
    """How a change is made that is made often. Standard: decided beforehand, for as long as its record is good.

    `version` rises with every material edit; `approved_version` is the one that was decided to be standard.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "In use, each one decided"
        PROPOSED = "PROPOSED", "Proposed as standard"
        STANDARD = "STANDARD", "Standard"
        REVOKED = "REVOKED", "Revoked"
        RETIRED = "RETIRED", "Retired"

    ref = ref_field("TPL")
    name = models.CharField(max_length=120, unique=True)
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)
    plan = models.TextField()
    backout = models.TextField()
    test = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(default=30, help_text="How long it takes.")
    backout_minutes = models.PositiveIntegerField(null=True)
    answers = models.JSONField(default=dict, help_text="Of the risk questionnaire: question to answer.")  # fmt: skip
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    approved_version = models.PositiveIntegerField(null=True)
    standard_since = models.DateTimeField(null=True)
    asks = models.CharField(max_length=8, choices=[("standard", "To be standard"), ("revoke", "To be revoked")], blank=True, help_text="What is being decided about it.")  # fmt: skip
    question = models.PositiveIntegerField(default=0, help_text="Rises with everything that is asked about it.")  # fmt: skip
    decided_at = models.DateTimeField(null=True)
    decided_words = models.TextField(blank=True)
    authors = models.JSONField(default=list, help_text="Ids of all who ever edited it.")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(plan="") & ~models.Q(backout=""),
                name="template_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="STANDARD")
                | models.Q(approved_version=models.F("version")),
                name="template_standard_as_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/changes/templates/{self.ref}/"

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)
