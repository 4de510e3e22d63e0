"""Put a change before those who decide, with what they are told of its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.change.queries import conflicts
from svs import gates

if TYPE_CHECKING:
    from practices.change.models import Change
    from svs.events.actor import Actor


def ask(change: Change, *, actor: Actor) -> str:
    """Ask about the change as it stands; the freezes it lies in now are those that are decided on."""
    change.freezes_known = [freeze.id for freeze in conflicts.freezes_over(change)]
    change.save(update_fields=["freezes_known"])
    return gates.ask("change", change.pk, actor=actor)
