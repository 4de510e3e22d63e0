"""Three improvements of Northwind: one done, one under way, one an idea."""

from datetime import timedelta

from django.utils import timezone

from improvement import operations
from improvement.queries import Source
from svs.accounts.models import User
from svs.events.actor import person
from svs.services.models import Service


def load() -> None:
    """Raised and moved by their owners, through the operations."""
    elena, david, ana = (
        User.objects.get(email=f"{who}@northwind.example")
        for who in ("elena.petrova", "david.cohen", "ana.ruiz")
    )
    today = timezone.localdate()

    def one(slug: str, owner: User, issue: str, impact: str, priority: int, days: int):  # type: ignore[no-untyped-def]
        source = Source(service=Service.objects.select_related("owner").get(slug=slug))
        return operations.raise_improvement(
            actor=person(owner), source=source, issue=issue, expected_impact=impact, owner_id=owner.pk,
            priority=priority, target_date=today + timedelta(days=days),
        )  # fmt: skip

    lockers = one("warehouse-scanners", elena, "A faulty scanner waits an hour for a spare",
                  "A picker is back at the shelf within ten minutes: half the time without a scanner.", 2, 7)  # fmt: skip
    operations.start_improvement(improvement=lockers, actor=person(elena))
    operations.finish_improvement(
        improvement=lockers, actor=person(elena),
        actual_result="Swap lockers in every hall. The median time without a scanner fell from 94 to 31 minutes.",
    )  # fmt: skip
    resets = one("identity-access", david, "Every password reset goes from the desk to Identity and back",
                 "The desk resets itself: two handoffs less, and half an hour for each of 40 cases a month.", 2, 21)  # fmt: skip
    operations.start_improvement(improvement=resets, actor=person(david))
    one("customer-portal", ana, "The checkout fails without anybody noticing until customers call",
        "An alert within two minutes instead of the first call after twenty.", 3, 45)  # fmt: skip
