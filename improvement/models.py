"""The improvement register: what is wrong, who betters it, what is expected of it, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from improvement import states
from svs.refs import ref_field


class Improvement(models.Model):
    """Something to do better, raised where it was noticed: on a ticket, a service's dashboard or a signal."""

    class State(models.TextChoices):
        IDEA = states.IDEA, "Idea"
        IN_PROGRESS = states.IN_PROGRESS, "In progress"
        DONE = states.DONE, "Done"
        DROPPED = states.DROPPED, "Dropped"

    ref = ref_field("IMP")
    issue = models.CharField(max_length=300)
    expected_impact = models.CharField(max_length=500)
    actual_result = models.CharField(max_length=1000, blank=True)
    why_dropped = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(default=3)
    target_date = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.IDEA)
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    ticket = models.ForeignKey("desk.Ticket", models.PROTECT, null=True, related_name="+")
    signal = models.ForeignKey("metrics.Signal", models.PROTECT, null=True, related_name="+")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(issue="") & ~models.Q(expected_impact=""),
                name="improvement_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__range=(1, 4)), name="improvement_priority_1_to_4"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=states.DONE) | ~models.Q(actual_result=""),
                name="improvement_done_says_result",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["state", "priority", "target_date", "id"], name="improvement_register"
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def is_open(self) -> bool:
        return self.state in states.OPEN

    @property
    def phase(self) -> str:
        return states.PHASES[self.state]
