"""What came of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.change import states
from practices.change.models import CausedIncident
from practices.change.operations import caused, plan, review
from practices.desk import operations as desk
from practices.desk.operations import checklist
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor
    from svs.events.models import DomainEvent


@transaction.atomic
def complete_change(
    *, ticket: Ticket, actor: Actor, outcome: str, outcome_words: str = "", version: int | None = None
) -> Ticket:  # fmt: skip
    """Say what came of it. An emergency change is looked back on always, any other where it did not simply succeed.

    A standard one that succeeded is closed at once. Raises RuleViolation("unknown_outcome", "outcome_words_required").
    Emits change.completed, and change.review_asked or change.closed.
    """
    if outcome not in states.OUTCOMES:
        raise RuleViolation("unknown_outcome", "Say what came of it.", field="outcome")
    words = outcome_words.strip()
    if outcome != states.SUCCESSFUL and not words:
        raise RuleViolation("outcome_words_required", "Say what went otherwise than planned.", field="outcome_words")  # fmt: skip
    current = desk.lock(ticket.pk, version)
    change = plan.locked(current.pk)
    now = timezone.now()
    data: dict[str, Any] = {"outcome": outcome, "type": change.type, "template_id": change.template_id}  # fmt: skip
    if change.type == states.EMERGENCY:
        data["emergency"] = True
    done = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="complete", data=data)
    change.outcome, change.outcome_words, change.ended_at = outcome, words, now
    change.save(update_fields=["outcome", "outcome_words", "ended_at"])
    found = caused.propose_after(change)
    if change.type == states.EMERGENCY or outcome != states.SUCCESSFUL or found:
        review.ask_review(change, actor)
    elif change.type == states.STANDARD:
        done = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="close")
    done.refresh_from_db()
    return done


def take_back(*, ticket: Ticket, actor: Actor, event: DomainEvent) -> None:
    """Put back what followed from a move that was taken back: an outcome is none, another implementer is decided anew."""
    if event.name == "change.completed":
        change = plan.locked(ticket.pk)
        change.outcome, change.outcome_words, change.ended_at, change.review_due_at = "", "", None, None  # fmt: skip
        change.save(update_fields=["outcome", "outcome_words", "ended_at", "review_due_at"])
        change.caused.filter(state=CausedIncident.State.PROPOSED).delete()
        for task_id in checklist.open_tasks(ticket.pk, review.TASK):
            checklist.delete_task(ticket=ticket, task_id=task_id, actor=actor)
        return
    plan.settle(ticket_id=ticket.pk, actor=actor)
