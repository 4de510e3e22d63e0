"""Automation rules: when something happens to an incident and all conditions hold, do this."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from practices.automation import states
from svs.refs import ref_field


class Rule(models.Model):
    """One rule, in one version; any change to what it does makes a new version that has to be run dry again."""

    class State(models.TextChoices):
        DRAFT = states.DRAFT, "Draft"
        ENABLED = states.ENABLED, "Enabled"
        DISABLED = states.DISABLED, "Disabled"

    ref = ref_field("RULE")
    name = models.CharField(max_length=120, unique=True)
    trigger = models.CharField(max_length=40)
    conditions = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    why_disabled = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    dry_run_version = models.PositiveIntegerField(null=True)
    dry_run_at = models.DateTimeField(null=True)
    dry_run_job_id = models.BigIntegerField(null=True)
    dry_run = models.JSONField(default=dict, help_text="What it would have done.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(name=""), name="rule_has_name")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["trigger", "position", "id"],
                name="rule_in_order",
                condition=models.Q(state="ENABLED"),
            )
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def is_proven(self) -> bool:
        """Was this very version run dry?"""
        return self.dry_run_version == self.version
