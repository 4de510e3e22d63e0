"""When changes may happen, and when not."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models


class Freeze(models.Model):
    """A time in which nothing may change; for some services, or for all where none is named."""

    name = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    during = DateTimeRangeField()
    services = models.ManyToManyField("services.Service", related_name="+", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(why=""), name="freeze_says_why"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [GistIndex(fields=["during"], name="freeze_during")]

    def __str__(self) -> str:
        return self.name

    @property
    def starts_at(self) -> Any:
        return self.during.lower

    @property
    def ends_at(self) -> Any:
        return self.during.upper

    def state_at(self, now: datetime) -> str:
        """ahead, now, over or cancelled."""
        if self.cancelled_at is not None:
            return "cancelled"
        if now < self.starts_at:
            return "ahead"
        return "now" if now < self.ends_at else "over"


class MaintenanceWindow(models.Model):
    """Hours of a week agreed with a service's users for changing it; past midnight where it closes before it opens."""

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    opens = models.TimeField()
    closes = models.TimeField()
    note = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6)), name="window_weekday"
            ),
            models.CheckConstraint(
                condition=~models.Q(opens=models.F("closes")), name="window_lasts"
            ),
            models.UniqueConstraint(fields=["service", "weekday", "opens"], name="window_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.weekday} {self.opens}"
