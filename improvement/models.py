"""The improvement register: what is wrong, who betters it, the trial that tells, the verdict; and what the data suggest."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from improvement import states
from svs.refs import ref_field

_POINTS = [(n, str(n)) for n in range(1, 6)]


class Improvement(models.Model):
    """Something to do better, raised where it was noticed: on a ticket, a dashboard, a signal, or in the data."""

    class State(models.TextChoices):
        IDEA = states.IDEA, "Idea"
        ASSESSED = states.ASSESSED, "Assessed"
        TRIAL = states.TRIAL, "Trial"
        VERDICT = states.VERDICT, "Waits for verdict"
        CLOSED = states.CLOSED, "Closed"
        DROPPED = states.DROPPED, "Dropped"

    class Verdict(models.TextChoices):
        KEPT = states.KEPT, "Kept"
        ADAPTED = states.ADAPTED, "Adapted"
        DISCARDED = states.DISCARDED, "Discarded"
        UNASKED = states.UNASKED, "Closed before verdicts were asked for"

    ref = ref_field("IMP")
    issue = models.CharField(max_length=300)
    expected_impact = models.CharField(max_length=500)
    actual_result = models.CharField(max_length=1000, blank=True)
    why_dropped = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(default=3)
    target_date = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.IDEA)
    verdict = models.CharField(
        max_length=10, choices=Verdict, blank=True, help_text="The last one given."
    )
    impact = models.PositiveSmallIntegerField(null=True, choices=_POINTS)
    effort = models.PositiveSmallIntegerField(null=True, choices=_POINTS)
    risk = models.PositiveSmallIntegerField(null=True, choices=_POINTS)
    rank = models.GeneratedField(
        expression=F("impact") * (6 - F("risk")) / (5.0 * F("effort")),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    ticket = models.ForeignKey("desk.Ticket", models.PROTECT, null=True, related_name="+")
    signal = models.ForeignKey("metrics.Signal", models.PROTECT, null=True, related_name="+")
    found_key = models.CharField(
        max_length=180,
        blank=True,
        help_text="What was found in the data, where it came from there.",
    )
    rule = models.ForeignKey(
        "automation.Rule", models.PROTECT, null=True, related_name="+",
        help_text="Switched off when the trial is discarded.",
    )  # fmt: skip
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    case_version = models.PositiveIntegerField(
        default=1,
        help_text="What deciders are asked about; rises with every material edit after they were.",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(issue="") & ~Q(expected_impact=""),
                name="improvement_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(priority__range=(1, 4)), name="improvement_priority_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(states.IDEA, states.CLOSED, states.DROPPED))
                | Q(impact__range=(1, 5), effort__range=(1, 5), risk__range=(1, 5)),
                name="improvement_is_assessed",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.CLOSED)
                | (
                    Q(verdict__in=(states.KEPT, states.DISCARDED, states.UNASKED))
                    & ~Q(actual_result="")
                ),
                name="improvement_closed_by_verdict",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                F("rank").desc(nulls_last=True), "priority", "target_date", "id",
                name="improvement_ranked", condition=Q(state__in=states.OPEN),
            ),
            models.Index(fields=["service", "state"], name="improvement_of_service"),
            models.Index(fields=["owner", "state"], name="improvement_of_owner"),
            models.Index(
                fields=["found_key"], name="improvement_found", condition=~Q(found_key="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def is_open(self) -> bool:
        return self.state in states.OPEN

    @property
    def is_assessed(self) -> bool:
        return self.rank is not None

    @property
    def phase(self) -> str:
        return states.PHASES[self.state]

    @property
    def label(self) -> str:
        """The word on the screen: the verdict once there is one, else the state."""
        if self.state == states.CLOSED:
            return "Closed" if self.verdict == states.UNASKED else states.VERDICTS[self.verdict]
        return states.LABELS[self.state]


class Trial(models.Model):
    """An improvement tried on a measure: what was believed, the numbers before, and what the verdict rested on."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="trials")
    number = models.PositiveSmallIntegerField()
    kpi = models.ForeignKey("metrics.Kpi", models.PROTECT, related_name="+")
    kpi_version = models.PositiveIntegerField()
    change = models.CharField(max_length=300, help_text="If ...")
    effect = models.CharField(max_length=300, help_text="then ...")
    reason = models.CharField(max_length=300, help_text="because ...")
    hoped = models.FloatField(help_text="Signed change of the measure, in its unit.")
    baseline = models.JSONField(
        help_text="Since, until, and every value of each day, as they were at the start."
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    started_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    extended_from = models.DateField(null=True)
    why_extended = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True, help_text="The last day that counts.")
    why_ended = models.CharField(max_length=500, blank=True, help_text="When it ended early.")
    verdict_due = models.DateField()
    verdict = models.CharField(max_length=10, choices=Improvement.Verdict, blank=True)
    because = models.CharField(max_length=1000, blank=True)
    takes_back = models.CharField(max_length=500, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    judged_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)
    seal = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the evidence.")
    saved = models.FloatField(
        null=True, help_text="Seconds, over the cases of a trial that was kept."
    )
    saved_low = models.FloatField(null=True)
    saved_high = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["improvement", "number"], name="trial_once"),
            models.UniqueConstraint(
                fields=["improvement"], condition=Q(verdict=""), name="trial_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="trial_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(hoped=0), name="trial_hopes_for_something"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True)
                | (~Q(verdict="") & Q(judged_at__isnull=False) & ~Q(because="") & ~Q(seal="")),
                name="trial_verdict_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["verdict_due", "id"], name="trial_verdict_due", condition=Q(verdict="")
            ),
            models.Index(fields=["judged_at"], name="trial_kept", condition=Q(saved__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.improvement_id} trial {self.number}"

    @property
    def is_open(self) -> bool:
        return not self.verdict

    @property
    def last_day(self) -> object:
        """The last day that counts, as far as it is known."""
        return self.ended_on or self.ends_on


class Guard(models.Model):
    """A measure that must not get worse while a trial runs, with the bound it must stay within."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="guards")
    kpi = models.ForeignKey("metrics.Kpi", models.PROTECT, related_name="+")
    bound = models.FloatField(help_text="In the measure's unit.")
    baseline = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trial", "kpi"], name="guard_once")
        ]

    def __str__(self) -> str:
        return f"guard {self.kpi_id} of {self.trial_id}"


class Candidate(models.Model):
    """Something the data suggest to better, found by the nightly look; its cases are kept so that each person counts their own."""

    class Kind(models.TextChoices):
        RECURRING = "recurring", "Recurring incident"
        PINGPONG = "pingpong", "Back and forth"
        WAIT = "wait", "Waiting"
        RULE = "rule", "Rule taken back by people"
        PROMISE = "promise", "Broken promise without an answer"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=160, help_text="What it is about; the same again tomorrow.")
    service = models.ForeignKey("services.Service", models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", models.CASCADE, null=True, related_name="+")
    other_team = models.ForeignKey("accounts.Team", models.CASCADE, null=True, related_name="+")
    cause = models.CharField(max_length=10, blank=True)
    rule = models.ForeignKey("automation.Rule", models.CASCADE, null=True, related_name="+")
    signal = models.ForeignKey("metrics.Signal", models.CASCADE, null=True, related_name="+")
    times = models.PositiveIntegerField(help_text="Cases, ways back or undos, of everybody's.")
    usual = models.FloatField(null=True, help_text="Cases in as many days before.")
    weight = models.FloatField(
        help_text="What it is ordered by: seconds that are surely more than usual."
    )
    seconds = models.FloatField(help_text="At stake, over everybody's cases.")
    since = models.DateField()
    until = models.DateField()
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key"], name="candidate_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                "kind", F("weight").desc(), F("seconds").desc(), "id", name="candidate_heaviest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class CandidateCase(models.Model):
    """One ticket behind a candidate, and what it lost."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="cases", db_index=False)
    ticket = models.ForeignKey("desk.Ticket", models.CASCADE, related_name="+")
    seconds = models.FloatField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["candidate", "ticket"], name="candidate_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} of {self.candidate_id}"
