"""What requesters do to what they asked for. They never set priority, team or state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk.operations import verbs
from practices.desk.operations.life import lock
from practices.desk.operations.talk import add_message
from practices.desk.states import DONE, WAITING
from svs.events.actor import SYSTEM_ACTOR

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


@transaction.atomic
def reopen_for_requester(*, ticket: Ticket, actor: Actor, requester: User, words: str) -> Ticket:
    """It is not done after all, and this is what is still wrong.

    Raises RuleViolation("message_required") and what reopening raises. Emits <kind>.replied and <kind>.reopened.
    """
    add_message(ticket_id=ticket.pk, author=requester, actor=actor, body=words, is_internal=False)
    held = lock(ticket.pk)
    if held.phase != DONE:  # the answer alone opened it
        return held
    return verbs.do("reopen", ticket=held, actor=actor)


@transaction.atomic
def go_on_after_answer(*, ticket_id: int) -> None:
    """What waited for its requester goes on once they answered, without anybody having to see to it. Emits <kind>.resumed by the system."""
    held = lock(ticket_id)
    if held.phase == WAITING and held.cause == "requester":
        verbs.do("resume", ticket=held, actor=SYSTEM_ACTOR)
