"""What services are made of: items and how they hang together."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Item(models.Model):
    """A component that has to be managed for a service to work: a server, a handheld, an application."""

    class Kind(models.TextChoices):
        HARDWARE = "hardware", "Hardware"
        SOFTWARE = "software", "Software"
        NETWORK = "network", "Network"
        PLACE = "place", "Place"
        OTHER = "other", "Other"

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    service = models.ForeignKey(
        "services.Service", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(name=""), name="item_has_name")
        ]

    def __str__(self) -> str:
        return self.name


class ItemRelation(models.Model):
    """One item needs, holds or is connected to another."""

    class Kind(models.TextChoices):
        NEEDS = "needs", "needs"
        PART_OF = "part_of", "is part of"
        CONNECTED = "connected", "is connected to"

    source = models.ForeignKey(Item, models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(Item, models.CASCADE, related_name="relations_in")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEEDS)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="relation_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class ItemImport(models.Model):
    """A list of items that somebody brought: kept as it came until it is taken in, with what came of it."""

    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    job_id = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)  # created, changed, unchanged, rejects

    def __str__(self) -> str:
        return f"import {self.pk}"
