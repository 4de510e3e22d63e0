"""A change is looked back on: what is done differently next time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.change import knobs, states
from practices.change.models import CausedIncident
from practices.change.operations import plan
from practices.desk import operations as desk
from practices.desk.operations import checklist
from svs.errors import RuleViolation
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from practices.change.models import Change
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

TASK = "Look back on it: what do we do differently next time?"


def ask_review(change: Change, actor: Actor) -> None:
    """It is to be looked back on, in so many days; a task says so. Emits change.review_asked."""
    if change.review_due_at is not None:
        return
    days = registry.current(knobs.REVIEW_DAYS.key)
    change.review_due_at = timezone.now() + timedelta(days=days)
    change.save(update_fields=["review_due_at"])
    ticket = change.ticket
    data: dict[str, Any] = {"due_at": change.review_due_at.isoformat(), "type": change.type}
    if change.type == states.EMERGENCY:
        data["emergency"] = True
    emit("change.review_asked", subject=("ticket", ticket.pk), actor=actor, service_id=ticket.service_id, data=data)  # fmt: skip
    checklist.add_task(ticket=ticket, actor=actor, title=TASK, assignee_id=ticket.assignee_id)


@transaction.atomic
def review_change(
    *, ticket: Ticket, actor: Actor, words: str, version: int | None = None
) -> Ticket:
    """Look back on it and close it: what is done differently next time, once it is known of each incident whether it was caused.

    Raises RuleViolation("words_required", "incidents_open"), TransitionNotAllowed. Emits change.reviewed.
    """
    said = words.strip()
    if not said:
        raise RuleViolation("words_required", "Say what is done differently next time.", field="words")  # fmt: skip
    current = desk.lock(ticket.pk, version)
    current.lifecycle.machine.move(current.state, "review")
    change = plan.locked(current.pk)
    n = change.caused.filter(state=CausedIncident.State.PROPOSED).count()
    if n:
        what = "1 incident" if n == 1 else f"{n} incidents"
        raise RuleViolation("incidents_open", f"Say of {what} first whether the change caused it.")
    change.review_words, change.reviewed_by_id, change.reviewed_at = said, actor.user_id, timezone.now()  # fmt: skip
    change.save(update_fields=["review_words", "reviewed_by", "reviewed_at"])
    check_off(current, actor)
    data = {"emergency": True} if change.type == states.EMERGENCY else {}
    return desk.move_ticket(ticket_id=current.pk, actor=actor, verb="review", data=data)


@transaction.atomic
def close_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Nothing to look back on. Raises RuleViolation("review_due"). Emits change.closed."""
    desk.lock(ticket.pk, version)
    change = plan.locked(ticket.pk)
    if change.review_due_at is not None and change.reviewed_at is None:
        raise RuleViolation("review_due", "It is looked back on first: write its review.")
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="close")


def check_off(ticket: Ticket, actor: Actor) -> None:
    for task_id in checklist.open_tasks(ticket.pk, TASK):
        checklist.change_task(ticket=ticket, task_id=task_id, actor=actor, is_done=True)
