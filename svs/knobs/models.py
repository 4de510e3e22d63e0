"""Policy values that a practice declares and governance sets, each from a moment on."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class KnobValue(models.Model):
    """The value of a knob from `effective_at` until a later row says otherwise."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    effective_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "-effective_at"], name="knob_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
