"""Measures tied to decisions: what is promised, the cells numbers are made of, the signals when a promise breaks."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from svs.refs import ref_field


class Kpi(models.Model):
    """A measure put to work on one service: tied to an outcome, owned by a person, with a rule for when it breaks."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "Proposed"
        ACTIVE = "ACTIVE", "Active"
        RETIRED = "RETIRED", "Retired"

    class Standing(models.TextChoices):
        KEPT = "KEPT", "Kept"
        AT_RISK = "AT_RISK", "At risk"
        MISSED = "MISSED", "Missed"
        UNKNOWN = "UNKNOWN", "Cannot tell yet"

    ref = ref_field("KPI")
    measure = models.CharField(max_length=40)
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="+")
    outcome = models.ForeignKey("services.Outcome", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision_rule = models.CharField(max_length=500, blank=True)
    review_date = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.UNKNOWN)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "measure"],
                condition=~models.Q(state="RETIRED"),
                name="kpi_once_a_service",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ACTIVE")
                | (
                    models.Q(outcome__isnull=False, owner__isnull=False)
                    & ~models.Q(decision_rule="")
                ),
                name="kpi_active_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)


class KpiTarget(models.Model):
    """What is promised from a day on, in the measure's unit: so much or less, or so much or more, as is better for it."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="targets")
    promise = models.FloatField(help_text="Seconds, or a share of one.")
    at_risk = models.FloatField(null=True, help_text="Kept, but at risk, beyond this.")
    since = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kpi", "since"], name="target_once_a_day"),
            models.CheckConstraint(condition=models.Q(promise__gt=0), name="kpi_target_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.promise:g} since {self.since}"


class Cell(models.Model):
    """All cases of one measure, service and team on one day: what every number is made of.

    A duration keeps its sorted values, so percentiles of any period are exact; a share its hits (`total`) and cases (`base`);
    a ratio its two sums.
    """

    measure = models.CharField(max_length=40)
    service = models.ForeignKey(
        "services.Service", models.CASCADE, related_name="+", db_index=False
    )
    team = models.ForeignKey("accounts.Team", models.CASCADE, null=True, related_name="+", db_index=False)  # fmt: skip
    day = models.DateField(
        help_text="Of the moment that is counted, in the organisation's time zone."
    )
    n = models.PositiveIntegerField()
    total = models.FloatField(help_text="Seconds, hits, or what was reached.")
    base = models.FloatField(db_default=0.0, help_text="Cases, or what could be reached.")
    seconds = ArrayField(models.FloatField(), default=list, help_text="Sorted; of durations only.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "day", "measure", "team"],
                name="cell_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.service_id} {self.team_id} {self.day}"


class PeriodFigure(models.Model):
    """A measure of a service over a calendar week, or over its last four weeks with data: cells added up when they change.

    Pages read these few rows, however many cases stand behind them.
    """

    measure = models.CharField(max_length=40)
    service = models.ForeignKey(
        "services.Service", models.CASCADE, related_name="+", db_index=False
    )
    days = models.PositiveSmallIntegerField(help_text="7: a week from Monday. 28: the last four.")
    since = models.DateField()
    n = models.PositiveIntegerField()
    total = models.FloatField()
    base = models.FloatField()
    median = models.FloatField(null=True)
    p90 = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "days", "since", "measure"], name="period_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.service_id} {self.days} days from {self.since}"


class ClosedDay(models.Model):
    """A day that is over and whose levels were taken: the backlog at its end, the hours in which services were up."""

    day = models.DateField(primary_key=True)
    closed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.day)


class AgreedHours(models.Model):
    """The hours agreed for a service on a day, as they were when the day was closed: a later calendar leaves them alone."""

    service = models.ForeignKey(
        "services.Service", models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()
    hours = models.JSONField(default=list, help_text="Pairs of moments.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "day"], name="agreed_hours_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.day}"


class Signal(models.Model):
    """A promise was broken: raised once when it breaks, and open until a decision, an improvement or a reason answers it."""

    class Answer(models.TextChoices):
        DECISION = "decision", "Decision"
        IMPROVEMENT = "improvement", "Improvement"
        NO_ACTION = "no_action", "No action, reasoned"

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="signals")
    raised_at = models.DateTimeField(default=timezone.now)
    day = models.DateField(help_text="The last day of the period that broke the promise.")
    value = models.FloatField(help_text="In the measure's unit.")
    target = models.FloatField(help_text="What was promised then, in the measure's unit.")
    n = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answer_ref = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kpi"], condition=models.Q(answer=""), name="signal_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="signal_answer_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["answer", "due_at", "id"], name="signal_open_first")
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"

    @property
    def is_open(self) -> bool:
        return not self.answer
