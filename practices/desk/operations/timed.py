"""What happens to tickets by itself when its moment has come: waits that end, what is done that is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk.operations import links, verbs
from practices.desk.operations.life import move_ticket
from practices.desk.queries import links as queries
from svs.events.actor import SYSTEM_ACTOR

if TYPE_CHECKING:
    from practices.desk.models import Ticket, TicketQuerySet

log = logging.getLogger("svs.desk")
BATCH, BATCHES = 100, 20  # what one run does at most; the next one goes on


def wake(kind: str) -> int:
    """Go on with every ticket of this kind whose wait ends by now; returns how many. Emits <kind>.resumed by the system."""
    now = timezone.now()
    return _in_batches(lambda: queries.waking(kind, now), _wake)


def close_done(kind: str, days: int) -> int:
    """Close what was done so many days ago that nobody will come back; returns how many. Emits <kind>.closed by the system."""
    before = timezone.now() - timedelta(days=days)
    return _in_batches(lambda: queries.restored_before(kind, before), _close)


def _wake(ticket: Ticket) -> None:
    move_ticket(ticket_id=ticket.pk, actor=SYSTEM_ACTOR, verb="resume", data={"woke": True})


def _close(ticket: Ticket) -> None:
    verbs.do("close", ticket=ticket, actor=SYSTEM_ACTOR)


def _in_batches(due: Callable[[], TicketQuerySet], act: Callable[[Ticket], None]) -> int:
    """Do it to what is due, batch by batch, passing over what somebody holds and what cannot be done."""
    done, failed = 0, set[int]()
    for _ in range(BATCHES):
        with transaction.atomic():
            batch = links.claim(due().exclude(pk__in=failed), BATCH)
            for ticket in batch:
                try:
                    with transaction.atomic():
                        act(ticket)
                except Exception:  # one broken ticket holds nobody else back
                    log.exception("could not move %s by itself", ticket.ref)
                    failed.add(ticket.pk)
                else:
                    done += 1
        if len(batch) < BATCH:
            break
    return done
