"""Where a ticket's time goes, and what was promised about it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Value

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
    How it came to that is kept with it: every run with the hours it was counted by, and what was promised before.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks", db_index=False)
    measure = models.CharField(max_length=12)  # response, resolution
    target_seconds = models.PositiveIntegerField()
    target = models.ForeignKey(
        "service_level.Target", models.PROTECT, null=True, related_name="+", db_index=False
    )  # the promise it was given; NULL: from before targets had terms
    promised_as_of = models.DateTimeField(
        null=True,
        help_text="Whose promises of which moment it is given; empty: when it was logged.",
    )
    earlier = models.JSONField(
        default=list, db_default=Value([], models.JSONField()),
        help_text="What was promised before: [until, seconds, target].",
    )  # fmt: skip
    calendar = models.ForeignKey(
        "service_level.Calendar", models.PROTECT, null=True, related_name="+", db_index=False
    )  # NULL: around the clock
    used_seconds = models.FloatField(db_default=0.0)  # in its calendar, until it last stood still
    runs = models.JSONField(
        default=list, db_default=Value([], models.JSONField()),
        help_text="What used_seconds is the sum of: [from, to, calendar, its version, seconds].",
    )  # fmt: skip
    running_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # NULL: its calendar has no hours, so never
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(
        db_default=0, default=0, help_text="The share of this promise, in percent, that was told last or lay behind when it was given."
    )  # fmt: skip
    next_warning_at = models.DateTimeField(null=True)  # when the next share is used, if it runs on

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "measure"], name="clock_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["measure", "calendar", "target_seconds", "due_at"],
                name="clock_running",
                condition=models.Q(running_since__isnull=False),
            ),
            models.Index(
                fields=["next_warning_at"],
                name="clock_to_warn",
                condition=models.Q(next_warning_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.ticket_id}"
