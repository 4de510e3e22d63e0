"""What a person does behind the scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.emit import emit
from svs.events.models import Delivery
from svs.events.registry import declare

if TYPE_CHECKING:
    from svs.events.actor import Actor

declare("delivery.replayed")


@transaction.atomic
def replay_delivery(*, delivery: Delivery, actor: Actor) -> None:
    """Give a parked delivery five fresh attempts, and let go of what waited behind it.

    Raises RuleViolation("not_parked"). Emits delivery.replayed.
    """
    found = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if found is None or found.parked_at is None:
        raise RuleViolation("not_parked", "It is not parked any more.")
    deliver.replay(delivery=found)
    emit("delivery.replayed", subject=found, about=(found.subject_type, found.subject_id), actor=actor,
         data={"event_id": found.event_id, "consumer": found.consumer})  # fmt: skip
