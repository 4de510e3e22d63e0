"""The decision register: who decided what on which evidence, what was expected, and what happened."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from svs.refs import ref_field


class Decision(models.Model):
    """An answer to a signal by somebody entitled to decide. What it rested on is kept as it was then."""

    class Outcome(models.TextChoices):
        WORKED = "worked", "Worked"
        NO_EFFECT = "no_effect", "No effect"
        WORSE = "worse", "Made it worse"

    ref = ref_field("DEC")
    title = models.CharField(max_length=200)
    why = models.CharField(max_length=1000)
    expected_effect = models.CharField(max_length=500)
    review_date = models.DateField()
    signal = models.OneToOneField("metrics.Signal", models.PROTECT, related_name="decision")
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="+")
    evidence = models.JSONField(help_text="The numbers of the signal when it was decided.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    what_happened = models.CharField(max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(why="") & ~models.Q(expected_effect=""),
                name="decision_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", reviewed_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(reviewed_at__isnull=False)),
                name="decision_review_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service", "-decided_at", "-id"], name="decision_of_service")
        ]

    def __str__(self) -> str:
        return str(self.ref)
