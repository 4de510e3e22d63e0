"""Who wants to know how a ticket goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk import access
from practices.desk.models import Ticket, Watcher
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.events.actor import Actor

MOST = 50


@transaction.atomic
def watch(*, ticket: Ticket, actor: Actor, user: User, by: User) -> bool:
    """Let somebody follow a ticket; a person who sees it by nothing else reads its public part. False when they do already.

    What a restricted team or service keeps to itself is opened by its holder alone, and the log says so.
    Raises RuleViolation("only_holder_opens", "nobody_there", "too_many_watchers"). Emits ticket.watched.
    """
    held: Ticket = Ticket.objects.select_for_update(of=("self",)).select_related("team", "service").get(pk=ticket.pk)  # fmt: skip
    watchers = Watcher.objects.filter(ticket_id=held.pk)
    if watchers.filter(user_id=user.pk).exists():
        return False
    if not user.is_active or user.is_program:
        raise RuleViolation("nobody_there", "Nobody signs in by that name.", field="person")
    if watchers.count() >= MOST:
        raise RuleViolation("too_many_watchers", f"At most {MOST} people watch a ticket.", field="person")  # fmt: skip
    opens = not access.sees(user, held)
    if opens and access.is_restricted(held) and held.assignee_id != by.pk:
        raise RuleViolation(
            "only_holder_opens",
            "This ticket is kept within its team: only who holds it may let somebody else in.",
            field="person",
        )
    Watcher.objects.create(ticket_id=held.pk, user_id=user.pk)
    emit(
        "ticket.watched", subject=("ticket", held.pk), actor=actor, service_id=held.service_id,
        data={"user_id": user.pk, "opened": opens},
    )  # fmt: skip
    return True


@transaction.atomic
def unwatch(*, ticket: Ticket, actor: Actor, user_id: int) -> bool:
    """Somebody follows it no longer; what they saw by watching alone is closed to them. Emits ticket.unwatched."""
    gone, _ = Watcher.objects.filter(ticket_id=ticket.pk, user_id=user_id).delete()
    if gone:
        emit(
            "ticket.unwatched", subject=("ticket", ticket.pk), actor=actor, service_id=ticket.service_id,
            data={"user_id": user_id},
        )  # fmt: skip
    return bool(gone)
