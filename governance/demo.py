"""One decision of Northwind, on the oldest signal of Identity & Access where there is one; the scanners' stays open."""

from datetime import timedelta

from django.utils import timezone

from governance import operations
from metrics import access as metrics
from svs.accounts.models import User
from svs.events.actor import person


def load() -> None:
    """Decided by the service's owner, through the operation."""
    david = User.objects.get(email="david.cohen@northwind.example")
    open_signals = metrics.signals_visible_to(david).filter(
        answer="", kpi__service__slug="identity-access"
    )
    signal = open_signals.select_related("kpi__service").order_by("raised_at").first()
    if signal is None:
        return
    operations.record_decision(
        actor=person(david), signal=signal, title="The desk resets passwords itself from Monday on",
        why="Nine of ten resets need nothing that Identity knows; each waits for a second queue.",
        expected_effect="Mean time to restore below three hours within four weeks.",
        review_date=timezone.localdate() + timedelta(days=28),
    )  # fmt: skip
