"""Grants: what a person or team may do to one record beyond their roles, and until when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Grant(models.Model):
    """Opened by an upper room (a board is asked), read by every `visible_to` and `may`, closed when done."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="grants"
    )
    team = models.ForeignKey("accounts.Team", models.CASCADE, null=True, related_name="grants")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)  # "view" or a verb of the record
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_type", "subject_id"], name="grant_by_subject"),
            models.Index(fields=["user", "subject_type"], name="grant_by_user"),
            models.Index(fields=["team", "subject_type"], name="grant_by_team"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, team__isnull=True)
                | models.Q(user__isnull=True, team__isnull=False),
                name="grant_to_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
