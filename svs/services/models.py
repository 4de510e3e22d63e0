"""What the organisation offers and why: services, the outcomes they carry, their dependencies and categories."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Practice(models.Model):
    """An ITIL practice as this organisation runs it."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    process_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    maturity = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A means of enabling value: who uses it, what depends on it, what happens when it fails, in one statement."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services_owned",
    )
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, blank=True, related_name="services"
    )
    tier = models.PositiveSmallIntegerField(default=3)
    value_statement = models.CharField(max_length=300, blank=True)
    used_by = models.CharField(max_length=300, blank=True)
    depended_on_by = models.CharField(max_length=300, blank=True)
    when_it_fails = models.CharField(max_length=300, blank=True)
    sender_name = models.CharField(max_length=80, blank=True)
    sender_address = models.EmailField(
        max_length=254, blank=True, help_text="Mail about its tickets leaves under it; empty: the default."
    )  # fmt: skip
    is_restricted = models.BooleanField(
        default=False, help_text="Only its team and owner see its tickets."
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(tier__range=(1, 4)), name="service_tier_1_to_4"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """One of the three to five results the organisation cares about most."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    statement = models.CharField(max_length=300)
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="outcomes")
    criteria = models.JSONField(
        default=list, help_text="Questions answered yes, no or not applicable."
    )
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class ServiceOutcome(models.Model):
    """A service carries an outcome: how it contributes, in a sentence."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="service_outcomes")
    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="service_outcomes")
    contribution = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "outcome"], name="service_outcome_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} carries {self.outcome_id}"


class ServiceDependency(models.Model):
    """A service needs another: when the other fails, this one is affected."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="needs")
    needs = models.ForeignKey(Service, models.CASCADE, related_name="needed_by")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "needs"], name="dependency_once"),
            models.CheckConstraint(
                condition=~models.Q(service=models.F("needs")), name="dependency_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} needs {self.needs_id}"


class Category(models.Model):
    """What a ticket of a service is about; a tree of at most a few levels."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="categories")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "parent", "name"], name="category_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its name behind those it stands under; load `parent__parent` with it."""
        return f"{self.parent.path} › {self.name}" if self.parent else self.name
