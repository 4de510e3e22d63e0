"""Who may decide what: the table that the organisation edits and the board adopts."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class DecisionRight(models.Model):
    """One version of one row of the table: for which cases it is, who decides them, and why.

    Rows of a subject are asked in order of `position`, the first that fits holds. `R-07` is its number through all its
    versions; the version in force at a moment is the adopted one with `since <= moment < until`. What fits no row goes to the
    strictest: a case nobody thought of is not free.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        ADOPTED = "ADOPTED", "Adopted"
        DISCARDED = "DISCARDED", "Discarded"

    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    subject = models.CharField(max_length=20, help_text="The kind of matter: change, improvement, rule ...")  # fmt: skip
    position = models.PositiveIntegerField(default=100)
    name = models.CharField(max_length=120)
    why = models.CharField(max_length=500, help_text="Why these decide, and not fewer.")
    fits = models.JSONField(default=dict, help_text="Lists of what fits: variety, risk, tier, maturity, flags. Empty: any.")  # fmt: skip
    steps = models.JSONField(default=list, help_text="Who says yes, in order; none: automatic. See governance.rules.rights.")  # fmt: skip
    principles = models.JSONField(default=list, help_text="Guiding principles asked besides “focus on value”.")  # fmt: skip
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    ends = models.BooleanField(default=False, help_text="Once adopted, the table has this row no more.")  # fmt: skip
    edition = models.PositiveIntegerField(default=1, help_text="Rises with every edit of the draft: what is voted on.")  # fmt: skip
    authors = models.JSONField(default=list, help_text="Ids of those who wrote on the draft.")
    since = models.DateTimeField(null=True, help_text="Of a draft: not before; empty: once adopted.")  # fmt: skip
    until = models.DateTimeField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number", "version"], name="right_version_once"),
            models.UniqueConstraint(fields=["number"], condition=models.Q(state="ADOPTED", until__isnull=True), name="right_one_open"),
            models.UniqueConstraint(fields=["number"], condition=models.Q(state="DRAFT"), name="right_one_draft"),
            models.CheckConstraint(condition=~models.Q(why="") & ~models.Q(name=""), name="right_says_why"),
            models.CheckConstraint(condition=~models.Q(state="ADOPTED") | models.Q(since__isnull=False), name="right_adopted_since"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "position", "number"], condition=models.Q(state="ADOPTED"), name="right_in_force")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"R-{self.number:02d}"
