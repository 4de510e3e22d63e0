"""What was promised: how long a kind of ticket may take."""

from typing import ClassVar

from django.db import models


class Target(models.Model):
    """A promised time for a kind and priority; one for a service goes before one for all services."""

    service = models.ForeignKey(
        "services.Service", models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=12, default="resolution")
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "kind", "priority", "measure"],
                name="target_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(seconds__gt=0), name="target_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.kind} P{self.priority}"
