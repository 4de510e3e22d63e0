"""What stands until somebody looks again: policies, accepted risks, escalations, reviews of a board."""

from typing import ClassVar

from django.conf import settings
from django.db import models

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
    body = models.TextField(help_text="Markdown, one page.")
    adopted_body = models.TextField(blank=True, help_text="What is in force, while a draft of the next is written.")  # fmt: skip
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    authors = models.JSONField(default=list)
    review_date = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    adopted_version = models.PositiveIntegerField(null=True)
    adopted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.ref)


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
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    treatment = models.CharField(max_length=500, blank=True, help_text="What is done about it meanwhile.")  # fmt: skip
    accept_until = models.DateField(null=True, help_text="Asked for; accepted where the state says so.")  # fmt: skip
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    accepted_at = models.DateTimeField(null=True)
    closed_words = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_weighed"),
            models.CheckConstraint(condition=~models.Q(state="ACCEPTED") | models.Q(accept_until__isnull=False, accepted_at__isnull=False), name="risk_accepted_until"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.ref)


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
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    what_was_decided = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], condition=models.Q(state="OPEN"), name="escalation_one_open")
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=models.Q(state="OPEN"), name="escalation_due")
        ]

    def __str__(self) -> str:
        return str(self.ref)


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
