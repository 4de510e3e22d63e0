"""When changes are made, and when not: windows, freezes, maintenance windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.change.operations import plan

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.models import Ticket
    from svs.events.actor import Actor


def propose_window(
    *, ticket: Ticket, actor: Actor, starts_at: datetime, ends_at: datetime, version: int | None = None
) -> Ticket:  # fmt: skip
    """Propose another window, and nothing else; what was decided on the old one is decided anew.

    Raises as `edit_plan`. Emits change.edited, and change.voided where votes fall.
    """
    fields = {"window": plan.window(starts_at, ends_at)}
    return plan.edit_plan(ticket=ticket, actor=actor, fields=fields, version=version)
