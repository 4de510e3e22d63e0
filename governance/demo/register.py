"""One decision of Northwind, on the oldest signal of an owner who has one; the scanners' stay open."""

from datetime import timedelta

from django.utils import timezone

from governance import operations
from metrics import access as metrics
from svs.accounts.models import User
from svs.events.actor import person

OWNERS = ("david.cohen", "pieter.de.wit", "grace.okafor", "elena.petrova")
RESETS = {
    "title": "The desk resets passwords itself from Monday on",
    "why": "Nine of ten resets need nothing that Identity knows; each waits for a second queue.",
    "expected_effect": "Mean time to restore below thirteen hours within four weeks.",
}
HELP = {
    "title": "The team gets a second pair of hands for four weeks",
    "why": "Most of the time goes by before anybody has it in hand; the work itself is short.",
    "expected_effect": "The promise is kept again within four weeks.",
}


def load() -> None:
    """Decided by the service's owner, through the operation."""
    for name in OWNERS:
        owner = User.objects.get(email=f"{name}@northwind.example")
        seen = (
            metrics.signals_visible_to(owner)
            .filter(answer="", kpi__owner=owner)
            .exclude(kpi__service__slug="warehouse-scanners")
        )
        signal = seen.select_related("kpi__service").order_by("raised_at", "id").first()
        if signal is None:
            continue
        operations.record_decision(
            actor=person(owner), signal=signal, review_date=timezone.localdate() + timedelta(days=28),
            **(RESETS if signal.kpi.service.slug == "identity-access" else HELP),
        )  # fmt: skip
        return
