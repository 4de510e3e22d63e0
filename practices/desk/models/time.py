"""Where a ticket's time goes, and what was promised about it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models

from practices.desk import states
from practices.desk.models.tickets import Ticket


class Stretch(models.Model):
    """An interval of the ticket's life in one (state, team, assignee): no gap, no overlap, the whole life.

    Wait is QUEUED and WAITING with a cause; ACTIVE means in hand, an upper bound of touch time.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stretches", db_index=False)
    during = DateTimeRangeField()
    state = models.CharField(max_length=20)
    source_state = models.CharField(max_length=60, db_default="")
    phase = models.CharField(max_length=8)
    cause = models.CharField(max_length=10, db_default="")
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    prev_state = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- NULL: there was none
    prev_team_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="stretch_never_overlaps",
                expressions=[
                    (OpClass("ticket", "gist_int8_ops"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(phase__in=states.PHASES), name="stretch_phase_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket"], name="stretch_of_ticket"),
            models.Index(
                fields=["ticket"], name="stretch_open", condition=models.Q(during__upper_inf=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} of {self.ticket_id}"


class Clock(models.Model):
    """A promise on a ticket: how much of it is used, since when it runs or stands, when it falls due, when it was over.

    Time used is business time, until the clock last stood still; while it runs, what passed since then comes on top.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks", db_index=False)
    measure = models.CharField(max_length=12)  # response, resolution
    target_seconds = models.PositiveIntegerField()
    calendar = models.ForeignKey(
        "service_level.Calendar", models.PROTECT, null=True, related_name="+", db_index=False
    )  # NULL: around the clock
    used_seconds = models.FloatField(db_default=0.0)  # in its calendar, until it last stood still
    running_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # NULL: its calendar has no hours, so never
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "measure"], name="clock_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["measure", "calendar", "target_seconds", "due_at"],
                name="clock_running",
                condition=models.Q(running_since__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.ticket_id}"
