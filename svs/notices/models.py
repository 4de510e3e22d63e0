"""What people were told of inside the product, and by which ways they want to be told."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One person told of one event. Its words are made when it is read, from the kind and the event: nothing of it is stored twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)  # fmt: skip
    event = models.ForeignKey("events.DomainEvent", models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    kind = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "user"], name="notice_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-read_at", "-id"], name="notice_in_order"),
            models.Index(
                fields=["user"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["read_at"], name="notice_over", condition=models.Q(read_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Choice(models.Model):
    """By which ways a person wants to hear of a kind of notice, where they said so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)  # fmt: skip
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind"], name="choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
