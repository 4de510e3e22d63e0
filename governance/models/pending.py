"""Policy values that wait for those who decide on them."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class PendingValue(models.Model):
    """A value of a knob that somebody wants to set; it is set once those who decide have said yes. Another is another row."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Waits"
        ADOPTED = "ADOPTED", "Adopted"
        REFUSED = "REFUSED", "Refused"
        EXPIRED = "EXPIRED", "Nobody decided in time"
        TAKEN_BACK = "TAKEN_BACK", "Taken back"

    key = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    effective_at = models.DateTimeField(null=True, help_text="Asked for; empty: as soon as it is decided.")  # fmt: skip
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # fmt: skip
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(state="WAITING"), name="pending_value_once"),
            models.CheckConstraint(condition=models.Q(state="WAITING", decided_at__isnull=True) | ~models.Q(state="WAITING") & models.Q(decided_at__isnull=False), name="pending_value_decided_whole"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
