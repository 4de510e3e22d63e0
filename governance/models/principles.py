"""The seven guiding principles as a filter: what was asked, what was answered, and because of what."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class PrincipleCheck(models.Model):
    """A check of one version of a case, or of a workshop or design review that has no record (`subject_id` empty)."""

    kind = models.CharField(max_length=20, help_text="The matter it is about; workshop, design_review.")  # fmt: skip
    subject_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200, blank=True)
    people = models.JSONField(default=list, help_text="Ids of those who answer together, where it has no record.")  # fmt: skip
    outcome = models.ForeignKey("services.Outcome", models.PROTECT, null=True, related_name="+")
    seen_in = models.CharField(max_length=300, blank=True, help_text="How it will be seen that it was worth it.")  # fmt: skip
    kpi = models.ForeignKey("metrics.Kpi", models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    answered_at = models.DateTimeField()
    copied_from = models.PositiveIntegerField(null=True, help_text="The version whose answers these are until somebody looks at them again.")  # fmt: skip
    edition = models.PositiveIntegerField(default=1, help_text="Rises with every answering.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject_id", "version"], condition=models.Q(subject_id__isnull=False), name="check_once"),
            models.CheckConstraint(condition=models.Q(subject_id__isnull=False) | ~models.Q(title=""), name="check_is_of_something"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-answered_at", "-id"], name="check_newest"),
            models.Index(fields=["-answered_at", "-id"], name="check_standing_alone", condition=models.Q(subject_id__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"check of {self.kind} {self.subject_id}"


class PrincipleAnswer(models.Model):
    """One answer: to a decision criterion of the outcome under “focus on value”, or to another principle as a whole."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_APPLICABLE = "na", "n.a."

    check_of = models.ForeignKey(PrincipleCheck, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(default=0)
    principle = models.CharField(max_length=30)
    question = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=3, choices=Answer)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["check_of", "principle", "question"], name="answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.principle}: {self.answer}"
