"""The decision register: who decided what on which evidence, what was expected, and what happened."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from svs.refs import ref_field


class Decision(models.Model):
    """What somebody entitled decided: an answer to a signal, an approval, the end of a review, or by hand. What it rested on is kept as it was then."""

    class Outcome(models.TextChoices):
        WORKED = "worked", "Worked"
        NO_EFFECT = "no_effect", "No effect"
        WORSE = "worse", "Made it worse"

    class Source(models.TextChoices):
        SIGNAL = "signal", "A signal"
        APPROVAL = "approval", "An approval"
        REVIEW = "review", "A review"
        ESCALATION = "escalation", "An escalation"
        HAND = "hand", "By hand"

    ref = ref_field("DEC")
    source = models.CharField(max_length=10, choices=Source, default=Source.SIGNAL)
    title = models.CharField(max_length=200)
    why = models.CharField(max_length=1000)
    expected_effect = models.CharField(max_length=500)
    cost = models.CharField(max_length=200, blank=True, help_text="Money or days it takes.")
    commitment = models.CharField(max_length=200, blank=True, help_text="The promise to a customer, vendor or law that it touches.")  # fmt: skip
    review_date = models.DateField()
    signal = models.OneToOneField("metrics.Signal", models.PROTECT, null=True, related_name="decision")  # fmt: skip
    approval = models.OneToOneField("governance.Approval", models.PROTECT, null=True, related_name="decision")  # fmt: skip
    review_of = models.ForeignKey("governance.Review", models.PROTECT, null=True, related_name="decisions")  # fmt: skip
    board = models.ForeignKey("governance.Board", models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who sees it through, and looks at it again.")  # fmt: skip
    evidence = models.JSONField(help_text="What it rested on, as it was then.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    what_happened = models.CharField(max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=~models.Q(source="signal") | models.Q(signal__isnull=False),
                name="decision_answers_its_signal",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service", "-decided_at", "-id"], name="decision_of_service"),
            models.Index(
                fields=["review_date"], condition=models.Q(outcome=""), name="decision_to_review"
            ),
            models.Index(fields=["-decided_at", "-id"], name="decision_newest"),
            models.Index(
                fields=["owner", "review_date"],
                condition=models.Q(outcome=""),
                name="decision_due_for",
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)
