"""The declared filters of ticket lists; nothing else can be asked."""

from typing import Any

from django.db.models import Q

NARROWED = ("service", "category")


def narrow(tickets: Any, asked: dict[str, int | None]) -> Any:
    """Tickets of this service and this category, or of one below it."""
    if asked.get("service"):
        tickets = tickets.filter(service_id=asked["service"])
    chosen = asked.get("category")
    if chosen:
        tickets = tickets.filter(
            Q(category_id=chosen) | Q(category__parent_id=chosen) | Q(category__parent__parent_id=chosen)
        )  # fmt: skip
    return tickets
