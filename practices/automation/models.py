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
    timing = models.JSONField(
        default=dict, help_text="Of a rule on time: which share, or how long."
    )
    stop_after = models.BooleanField(default=False, help_text="Then ask no further rule.")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    why_disabled = models.CharField(max_length=300, blank=True)
    enabled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    dry_run_version = models.PositiveIntegerField(null=True)
    dry_run_at = models.DateTimeField(null=True)
    dry_run_job_id = models.BigIntegerField(null=True)
    dry_run = models.JSONField(default=dict, help_text="What it would have done.")
    effect = models.JSONField(default=dict, help_text="Cases before and after it was enabled.")
    effect_at = models.DateTimeField(null=True)

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


class Failure(models.Model):
    """What a rule could not do, until somebody settles it: tries again, hands it to the fallback team, or lets it be."""

    class Outcome(models.TextChoices):
        DONE = "done", "Tried again"
        FALLBACK = "fallback", "Handed to the fallback team"
        UNNEEDED = "unneeded", "No longer needed"
        DISMISSED = "dismissed", "Let be"

    ref = ref_field("EXC")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="failures")
    rule_version = models.PositiveIntegerField()
    ticket = models.ForeignKey("desk.Ticket", models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    steps = models.JSONField(default=list, help_text="Names of the actions that were planned.")
    event_id = models.BigIntegerField(null=True)
    failed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, outcome="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(outcome="")),
                name="failure_settled_whole",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-failed_at", "-id"],
                name="failure_open",
                condition=models.Q(settled_at__isnull=True),
            ),
            models.Index(fields=["-failed_at", "-id"], name="failure_newest"),
        ]

    def __str__(self) -> str:
        return str(self.ref)


class Crossing(models.Model):
    """A rule on time was asked for this ticket and this moment; it is not asked for it again."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("desk.Ticket", models.CASCADE, related_name="+")
    since = models.DateTimeField(help_text="Start of the wait or silence, or of the clock.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule", "ticket", "since"], name="crossing_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} on {self.ticket_id}"


class LastGiven(models.Model):
    """When a person was last given a ticket: who waited longest comes first among those with as few."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"
