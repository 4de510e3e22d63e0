"""Promise the requester a date, apart from what the clocks say; they never learn of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk import states
from practices.desk.operations.life import lock
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

FURTHEST = timedelta(days=2 * 366)


@transaction.atomic
def promise_date(
    *, ticket: Ticket, actor: Actor, promised_at: datetime, reason: str, version: int | None = None
) -> Ticket:
    """Promise it by a moment, and say why then: the requester reads both. No clock changes.

    Raises RuleViolation("already_done", "promise_passed", "promise_too_far", "reason_required"), StaleVersion. Emits ticket.promised.
    """
    held, now = lock(ticket.pk, version), timezone.now()
    words = " ".join(reason.split())[:200]
    if held.phase == states.DONE:
        raise RuleViolation("already_done", "It is done: there is nothing left to promise.")
    if promised_at <= now:
        raise RuleViolation("promise_passed", "That moment is over: name one that lies ahead.", field="promised_at")  # fmt: skip
    if promised_at > now + FURTHEST:
        raise RuleViolation("promise_too_far", "Nobody promises more than two years ahead.", field="promised_at")  # fmt: skip
    if not words:
        raise RuleViolation("reason_required", "Say why then; the requester reads it.", field="reason")  # fmt: skip
    if (held.promised_at, held.promised_because) == (promised_at, words):
        return held
    before, held.promised_at, held.promised_because = held.promised_at, promised_at, words
    _keep(held, now)
    emit(
        "ticket.promised", subject=("ticket", held.pk), actor=actor, service_id=held.service_id, occurred_at=now,
        data={"promised_at": promised_at.isoformat(), "before": before.isoformat() if before else None},
    )  # fmt: skip
    return held


@transaction.atomic
def withdraw_promise(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Take a promised date back. Raises RuleViolation("nothing_promised"), StaleVersion. Emits ticket.promise_withdrawn."""
    held, now = lock(ticket.pk, version), timezone.now()
    if held.promised_at is None:
        raise RuleViolation("nothing_promised", "No date was promised.")
    before, held.promised_at, held.promised_because = held.promised_at, None, ""
    _keep(held, now)
    emit(
        "ticket.promise_withdrawn", subject=("ticket", held.pk), actor=actor, service_id=held.service_id, occurred_at=now,
        data={"before": before.isoformat()},
    )  # fmt: skip
    return held


def _keep(held: Ticket, now: datetime) -> None:
    held.version += 1
    held.updated_at = now
    held.save(update_fields=["promised_at", "promised_because", "version", "updated_at"])
