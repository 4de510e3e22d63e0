"""The set-up guide's steps about services and outcomes."""

from typing import Any

from django.urls import reverse

from svs.extensions import Step
from svs.services import rules
from svs.services.models import Outcome, Service


def _said(_: Any) -> bool:
    """Is there a service whose statement says what value is, with a team behind it?"""
    rows = Service.objects.filter(is_active=True, team__isnull=False).exclude(value_statement="")
    return any(
        not rules.faults(text) for text in rows.values_list("value_statement", flat=True)[:50]
    )


def _service(_: Any) -> str:
    slug = (
        Service.objects.filter(is_active=True).order_by("id").values_list("slug", flat=True).first()
    )
    return (
        reverse("services:edit_service", args=[slug]) if slug else reverse("services:new_service")
    )


def _outcome(_: Any) -> str:
    return reverse(
        "services:outcomes"
        if Outcome.objects.filter(is_active=True).exists()
        else "services:new_outcome"
    )


STEPS = [
    Step(
        "outcome", "Say what matters most", "One result the organisation cares about; every measure is tied to one.",
        _outcome, lambda _: Outcome.objects.filter(is_active=True).exists(), 20,
    ),
    Step(
        "service", "Describe one service", "The one people would miss first: what value it brings, in a sentence.",
        _service, _said, 30,
    ),
]  # fmt: skip
