"""What was promised: how long a kind of ticket may take."""

from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

FROM_THE_START = datetime(2000, 1, 1, tzinfo=UTC)


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


class CalendarVersion(models.Model):
    """A calendar as it was before it was changed: what was counted by it stays explainable."""

    calendar = models.ForeignKey(
        Calendar, models.CASCADE, related_name="versions", db_index=False
    )  # the constraint serves
    version = models.PositiveIntegerField()
    time_zone = models.CharField(max_length=64)
    hours = models.JSONField()
    holidays = models.JSONField(default=list, help_text='Day and name: [["2026-12-25", "Christmas"]].')  # fmt: skip
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["calendar", "version"], name="calendar_version_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.version}"


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


class TargetQuerySet(models.QuerySet["Target"]):
    """The words in which pages speak about promised times."""

    def in_force(self, at: datetime) -> "TargetQuerySet":
        return self.not_over(at).filter(holds_from__lte=at)

    def not_over(self, at: datetime) -> "TargetQuerySet":
        """In force, or still to come."""
        return self.filter(Q(holds_until__isnull=True) | Q(holds_until__gt=at))

    def of(self, target: "Target") -> "TargetQuerySet":
        """All that was ever promised for the same: service, kind, priority and measure."""
        return self.filter(
            service=target.service_id, kind=target.kind, priority=target.priority, measure=target.measure
        )  # fmt: skip


class Target(models.Model):
    """A promised time for a kind and priority, from one moment to another; one for a service goes before one for all.

    Another time is another row, so that every clock can name the promise it was given.
    """

    service = models.ForeignKey(
        "services.Service", models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=12, default="resolution")
    seconds = models.PositiveIntegerField()
    holds_from = models.DateTimeField(default=FROM_THE_START)
    holds_until = models.DateTimeField(null=True)  # NULL: until further notice
    escalates_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False,
        help_text="Told when it is broken; nobody in particular: as the policy says.",
    )  # fmt: skip

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="target_never_overlaps",
                expressions=[
                    (OpClass(Coalesce(F("service"), Value(0, models.BigIntegerField())), "gist_int8_ops"), RangeOperators.EQUAL),
                    (OpClass("kind", "gist_text_ops"), RangeOperators.EQUAL),
                    (OpClass("priority", "gist_int2_ops"), RangeOperators.EQUAL),
                    (OpClass("measure", "gist_text_ops"), RangeOperators.EQUAL),
                    (
                        Func(F("holds_from"), F("holds_until"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(condition=models.Q(seconds__gt=0), name="target_positive"),
            models.CheckConstraint(
                condition=Q(holds_until__isnull=True) | Q(holds_until__gt=F("holds_from")), name="target_ends_later"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.measure} of {self.kind} P{self.priority}"
