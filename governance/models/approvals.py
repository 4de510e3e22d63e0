"""A decision that is asked for: its whole chain, those who are asked, and what each of them said."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from svs.refs import ref_field


class Approval(models.Model):
    """A case put before those who decide, bound to one version of it; asked again after a material edit in a new round."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Open"
        APPROVED = "APPROVED", "Approved"
        REFUSED = "REFUSED", "Refused"
        EXPIRED = "EXPIRED", "Nobody decided in time"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    ref = ref_field("APR")
    kind = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, related_name="+")
    right = models.ForeignKey("governance.DecisionRight", models.PROTECT, null=True, related_name="approvals")  # fmt: skip
    risk = models.PositiveSmallIntegerField(default=1)
    tier = models.PositiveSmallIntegerField(default=4)
    maturity = models.PositiveSmallIntegerField(null=True)
    variety = models.CharField(max_length=20, blank=True)
    flags = models.JSONField(default=list)
    parties = models.JSONField(default=list, help_text="Ids of those whose own work it is.")
    facts = models.JSONField(default=list)
    version = models.PositiveIntegerField(help_text="Of the case: what is voted on.")
    round = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    due_at = models.DateTimeField(null=True, help_text="Of the step that is open.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, help_text="Conditions, or why it was refused.")
    voided_votes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject_id"], condition=models.Q(state="OPEN"), name="approval_one_open"),
            models.CheckConstraint(condition=models.Q(state="OPEN", decided_at__isnull=True) | ~models.Q(state="OPEN") & models.Q(decided_at__isnull=False), name="approval_decided_whole"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "subject_id", "-asked_at"], name="approval_of_subject"),
            models.Index(fields=["due_at"], condition=models.Q(state="OPEN"), name="approval_due"),
            models.Index(fields=["right", "decided_at"], name="approval_of_right"),
            models.Index(fields=["-decided_at", "-id"], name="approval_decided"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.ref)


class Step(models.Model):
    """One rung of the chain: who is asked together, how they are counted, until when."""

    class By(models.TextChoices):
        NAMED = "named", "Named person"
        PEER = "peer", "Peer"
        OWNER = "owner", "Service owner"
        BOARD = "board", "Board"
        EXECUTIVE = "executive", "Executive"

    class State(models.TextChoices):
        WAITING = "WAITING", "Not yet asked"
        OPEN = "OPEN", "Asked"
        APPROVED = "APPROVED", "Approved"
        REFUSED = "REFUSED", "Refused"
        EXPIRED = "EXPIRED", "Nobody decided in time"
        VOID = "VOID", "Void"

    class Majority(models.TextChoices):
        FIRST = "first", "The first who answers"
        ALL = "all", "Everybody"
        SHARE = "share", "More than a share of the votes"

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    round = models.PositiveIntegerField()
    version = models.PositiveIntegerField(help_text="Of the case, that it was asked about.")
    position = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=10, choices=By)
    board = models.ForeignKey("governance.Board", models.PROTECT, null=True, related_name="+")
    majority = models.CharField(max_length=5, choices=Majority, default=Majority.FIRST)
    quorum = models.PositiveSmallIntegerField(default=1, help_text="So many must vote; recusal is none.")  # fmt: skip
    share = models.PositiveSmallIntegerField(default=50, help_text="In percent of those for and against; more than it is needed.")  # fmt: skip
    hours = models.PositiveSmallIntegerField(default=48)
    escalate = models.JSONField(default=list, help_text="Who is asked besides once its time is up, rung by rung.")  # fmt: skip
    rung = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["approval", "round", "position"], name="step_once"),
            models.CheckConstraint(condition=models.Q(share__range=(1, 99), quorum__gte=1), name="step_can_be_decided"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=models.Q(state="OPEN"), name="step_due")
        ]

    def __str__(self) -> str:
        return f"{self.by} of {self.approval_id}"


class Seat(models.Model):
    """Somebody who is asked on a step. Barred where it is their own work: they are shown, and never counted."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)
    barred = models.CharField(max_length=100, blank=True, help_text="Why they may not vote on it.")
    rung = models.CharField(max_length=10, blank=True, help_text="As what they got the word once the time was up: their yes or no decides alone.")  # fmt: skip
    is_extra = models.BooleanField(default=False, help_text="Asked besides; not counted with the others.")  # fmt: skip
    asked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step", "user"], name="seat_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "step"], name="seat_of_user")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.step_id}"


class Vote(models.Model):
    """What somebody said on a seat, once. Never edited nor deleted: a trigger holds it."""

    class Choice(models.TextChoices):
        APPROVE = "approve", "Approve"
        REJECT = "reject", "Reject"
        ABSTAIN = "abstain", "Abstain"
        RECUSE = "recuse", "Recuse"

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="vote")
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    words = models.CharField(max_length=1000, blank=True, help_text="The condition of an approval, or why.")  # fmt: skip
    principle = models.CharField(max_length=30, blank=True, help_text="The guiding principle that speaks against it.")  # fmt: skip
    version = models.PositiveIntegerField()
    cast_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(choice="reject", words=""), name="vote_against_says_why")
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["cast_by", "-cast_at"], name="vote_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.choice} on {self.seat_id}"


class VoteLink(models.Model):
    """A link in a mail that leads to one seat's ballot, once, for at most 72 hours; it shows, it never decides."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", help_text="To whom it was written: the seat's, or who stands in for them.")  # fmt: skip
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link to {self.seat_id}"
