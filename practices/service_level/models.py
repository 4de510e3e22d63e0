"""What was promised: how long a kind of ticket may take."""

from typing import ClassVar

from django.db import models


class Calendar(models.Model):
    """When people work: intervals a weekday in one time zone, less its holidays."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    hours = models.JSONField(
        default=dict, help_text='Weekday (0 Monday) to intervals: {"0": [["08:00", "17:30"]]}.'
    )
    is_default = models.BooleanField(default=False, help_text="For services that name no other.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_default_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which nobody works."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["calendar", "day"], name="holiday_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class ServiceHours(models.Model):
    """The hours agreed for a service; without a row the default calendar, without that around the clock."""

    service = models.OneToOneField(
        "services.Service", models.CASCADE, primary_key=True, related_name="+"
    )
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.service_id} {self.calendar_id}"


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
