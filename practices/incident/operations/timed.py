"""What happens by itself when its moment has come: waits that end, restored incidents that are closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.operations import links as desk_links
from practices.desk.queries import links
from practices.incident.knobs import CLOSE_AFTER_DAYS
from practices.incident.operations.life import close_incident
from svs.events.actor import SYSTEM_ACTOR
from svs.knobs import registry as knobs

if TYPE_CHECKING:
    from practices.desk.models import Ticket, TicketQuerySet

log = logging.getLogger("svs.incident")
BATCH, BATCHES = 100, 20  # what one run does at most; the next one goes on


def wake_incidents() -> int:
    """Go on with every incident whose wait ends by now; returns how many. Emits incident.resumed by the system."""
    now = timezone.now()
    return _in_batches(lambda: links.waking("incident", now), _wake)


def close_restored_incidents() -> int:
    """Close what was restored so many days ago that nobody will come back; returns how many. Emits incident.closed by the system."""
    before = timezone.now() - timedelta(days=knobs.value(CLOSE_AFTER_DAYS.key))
    return _in_batches(lambda: links.restored_before("incident", before), _close)


def _wake(ticket: Ticket) -> None:
    desk.move_ticket(ticket_id=ticket.pk, actor=SYSTEM_ACTOR, verb="resume", data={"woke": True})


def _close(ticket: Ticket) -> None:
    close_incident(ticket=ticket, actor=SYSTEM_ACTOR)


def _in_batches(due: Callable[[], TicketQuerySet], act: Callable[[Ticket], None]) -> int:
    """Do it to what is due, batch by batch, passing over what somebody holds and what cannot be done."""
    done, failed = 0, set[int]()
    for _ in range(BATCHES):
        with transaction.atomic():
            batch = desk_links.claim(due().exclude(pk__in=failed), BATCH)
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
