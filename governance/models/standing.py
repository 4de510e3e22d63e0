"""What stands until somebody looks again: policies, accepted risks, escalations, reviews of a board."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from governance.rules.risks import level_of
from svs.refs import ref_field

PERSON = settings.AUTH_USER_MODEL


class Policy(models.Model):
    """A rule of one page, with somebody who owns it and a day on which it is looked at again."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        ADOPTED = "ADOPTED", "Adopted"
        RETIRED = "RETIRED", "Retired"

    ref = ref_field("POL")
    title = models.CharField(max_length=120, unique=True)
    body = models.TextField(help_text="Markdown, one page: what is written now.")
    number = models.PositiveIntegerField(default=1, help_text="Of the version that is written: rises once one was put before deciders.")  # fmt: skip
    proposed_number = models.PositiveIntegerField(null=True, help_text="The version that deciders look at.")  # fmt: skip
    answer = models.CharField(max_length=300, blank=True, help_text="What deciders said last.")
    adopted_body = models.TextField(blank=True, help_text="What is in force, while a draft of the next is written.")  # fmt: skip
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    authors = models.JSONField(default=list)
    review_date = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    adopted_version = models.PositiveIntegerField(null=True, help_text="Number of what is in force.")  # fmt: skip
    adopted_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(state="ADOPTED") | ~models.Q(adopted_body="") & models.Q(adopted_version__isnull=False), name="policy_in_force_whole")
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["review_date"], condition=models.Q(state="ADOPTED"), name="policy_to_review")
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def is_written_anew(self) -> bool:
        """Is a next version being written while another is in force?"""
        return self.adopted_version is not None and self.number != self.adopted_version


class PolicyVersion(models.Model):
    """A version of a policy that came into force: what it said, from when, and who wrote and adopted it."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    authors = models.JSONField(default=list)
    adopted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} version {self.number}"


class Risk(models.Model):
    """Something that could happen and is known; accepted by whoever has the right, until a day."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Open"
        ACCEPTED = "ACCEPTED", "Accepted"
        EXPIRED = "EXPIRED", "Acceptance is over"
        CLOSED = "CLOSED", "Gone"

    ref = ref_field("RSK")
    statement = models.CharField(max_length=300, help_text="If ..., then ..., and that costs ...")
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    authors = models.JSONField(default=list, help_text="Ids of those who ever said what it is.")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    treatment = models.CharField(max_length=500, blank=True, help_text="What is done about it meanwhile.")  # fmt: skip
    number = models.PositiveIntegerField(default=1, help_text="Of what it says: statement, likelihood and impact.")  # fmt: skip
    asked_number = models.PositiveIntegerField(null=True, help_text="What deciders look at.")
    asked_until = models.DateField(null=True, help_text="Until when acceptance is asked for.")
    accept_until = models.DateField(null=True, help_text="Until when it is, or was, accepted.")
    answer = models.CharField(max_length=300, blank=True, help_text="What deciders said last.")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    accepted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_words = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_weighed"),
            models.CheckConstraint(condition=~models.Q(state="ACCEPTED") | models.Q(accept_until__isnull=False, accepted_at__isnull=False), name="risk_accepted_until"),
            models.CheckConstraint(condition=~models.Q(state="CLOSED") | ~models.Q(closed_words=""), name="risk_closed_with_words"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "accept_until"], name="risk_by_state"),
            models.Index(fields=["service", "state"], name="risk_of_service"),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def score(self) -> int:
        """Likelihood times impact, from 1 to 25."""
        return self.likelihood * self.impact

    @property
    def level(self) -> int:
        """From low (1) to very high (4)."""
        return level_of(self.likelihood, self.impact)


class Escalation(models.Model):
    """Something that whoever should have decided did not: on its way up, rung by rung, the last one is the sponsor."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Open"
        DECIDED = "DECIDED", "Decided"
        OVERTAKEN = "OVERTAKEN", "Settled itself"

    ref = ref_field("ESC")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300)
    path = models.JSONField(help_text="User ids, the first asked first; the last is a sponsor.")
    rung = models.PositiveSmallIntegerField(default=0)
    hours = models.PositiveSmallIntegerField(default=24, help_text="Per rung.")
    due_at = models.DateTimeField(null=True, help_text="Of the rung that holds it; empty once the last let it pass.")  # fmt: skip
    reached = models.JSONField(default=list, help_text="When each rung was asked.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    what_was_decided = models.CharField(max_length=500, blank=True)
    decision = models.OneToOneField("governance.Decision", models.PROTECT, null=True, related_name="escalation")  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], condition=models.Q(state="OPEN"), name="escalation_one_open")
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="OPEN"), name="escalation_due"
            ),
            models.Index(fields=["state", "-opened_at", "-id"], name="escalation_newest"),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def holder_id(self) -> int:
        """Whose decision it is now."""
        return int(self.path[self.rung])

    @property
    def may_decide_ids(self) -> list[int]:
        """Whoever holds the rung, and all above."""
        return list(self.path[self.rung :])


class Review(models.Model):
    """A meeting of a board: its agenda filled from what is known, four questions answered from data, minutes, decisions."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held"
        CANCELLED = "CANCELLED", "Cancelled"

    ref = ref_field("REV")
    board = models.ForeignKey("governance.Board", models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    holder = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", help_text="Who holds it in the place of the chair.")  # fmt: skip
    present = models.JSONField(default=list, help_text="Ids of those who are there.")
    quorum = models.JSONField(default=dict, help_text="Seats, how many are needed, how many were there, once it was held.")  # fmt: skip
    questions = models.JSONField(default=dict, help_text="What the four questions were answered with, as it was then.")  # fmt: skip
    minutes = models.TextField(blank=True)
    held_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When its members were told that the agenda is ready.")  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["board", "at"], name="review_once"),
            models.CheckConstraint(condition=~models.Q(state="HELD") | models.Q(held_at__isnull=False, held_by__isnull=False), name="review_held_whole"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], condition=models.Q(state="PLANNED"), name="review_planned")
        ]

    def __str__(self) -> str:
        return str(self.ref)


class AgendaItem(models.Model):
    """Something a board talks about in one of its reviews, and what came of it there.

    What the agenda is filled with has no row before the review is held; then every item is kept as it read.
    """

    class Outcome(models.TextChoices):
        DECIDED = "decided", "Decided"
        CARRIED = "carried", "Carried over"
        DROPPED = "dropped", "Dropped"

    review = models.ForeignKey(Review, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, help_text="approval, decision, risk, policy, escalation, signal, change, right, topic")  # fmt: skip
    subject_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True, help_text="Of a topic that has no record; of any other as it read then.")  # fmt: skip
    ref = models.CharField(max_length=24, blank=True)
    url = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text="What was decided, or why it was dropped.")  # fmt: skip
    decision = models.ForeignKey("governance.Decision", models.PROTECT, null=True, related_name="+")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "kind", "subject_id"], condition=models.Q(subject_id__isnull=False), name="agenda_once"),
            models.CheckConstraint(condition=~models.Q(outcome="dropped", words=""), name="agenda_dropped_says_why"),
            models.CheckConstraint(condition=models.Q(subject_id__isnull=False) | ~models.Q(title=""), name="agenda_says_what"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
