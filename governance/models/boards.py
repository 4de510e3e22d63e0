"""Who decides together: boards, their members, and who stands in for whom."""

from datetime import date, timedelta
from typing import ClassVar, cast

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models


class Board(models.Model):
    """People who decide together, and when they meet. What it is asked is decided by correspondence as well."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    purpose = models.CharField(max_length=300)
    every_weeks = models.PositiveSmallIntegerField(default=1, help_text="How often it meets.")
    weekday = models.PositiveSmallIntegerField(default=1, help_text="0 is Monday.")
    meets_at = models.TimeField(default="09:30")
    minutes = models.PositiveSmallIntegerField(default=45)
    agenda = models.JSONField(default=dict, help_text="Which cases its agenda is filled with: filter to values.")  # fmt: skip
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(purpose=""), name="board_says_what_for"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6), every_weeks__range=(1, 13)), name="board_meets"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/boards/{self.slug}/"


class BoardMember(models.Model):
    """A seat on a board. Who left keeps the row: what they decided is read for years."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["board", "user"], condition=models.Q(until__isnull=True), name="member_once"),
            models.UniqueConstraint(fields=["board"], condition=models.Q(until__isnull=True, is_chair=True), name="board_one_chair"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id} on {self.board_id}"


class Delegation(models.Model):
    """Somebody votes in another's place, on one board or wherever they are asked, both days included."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="+")
    during = DateRangeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(user=models.F("to")), name="delegation_to_another"),
            ExclusionConstraint(
                name="delegation_to_one",
                expressions=[
                    (OpClass("user", "gist_int8_ops"), RangeOperators.EQUAL),
                    (OpClass(models.functions.Coalesce("board_id", 0), "gist_int8_ops"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.to_id} for {self.user_id}"

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return cast("date", self.during.lower), cast("date", self.during.upper) - timedelta(days=1)
