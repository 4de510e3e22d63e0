"""A request waits until those entitled say yes: whoever is named, else whoever the organisation's rights say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.service_request import rules, states
from practices.service_request.models import ServiceRequest
from svs import gates
from svs.accounts.models import User
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

KIND = "request"
MATERIAL = {"title", "description", "service_id", "own"}
ANSWERS = {gates.APPROVED: ("approve", states.APPROVED), gates.REFUSED: ("refuse", states.SAID_NO)}


@transaction.atomic
def ask_approval(
    *, ticket: Ticket, actor: Actor, approver_id: int | None = None, version: int | None = None
) -> Ticket:
    """Let it wait until those who decide say yes; they see it from now on. Asking another takes it from whoever was asked before.

    Without a person named the rights say who it is, first of all the owner of the service. Where nobody has to, it is
    approved at once. Raises RuleViolation("no_such_approver", "own_approval", "asked_already", "decided_already"),
    TransitionNotAllowed. Emits request.approval_asked.
    """
    current = desk.lock(ticket.pk, version)
    detail = _detail(current)
    current.lifecycle.machine.move(current.state, "ask_approval")
    if detail.decision:
        raise RuleViolation("decided_already", "It was approved before; it needs no second yes.")
    _check_approver(approver_id, current, actor)
    if detail.approver_id == approver_id and gates.standing(KIND, current.pk).is_open:
        raise RuleViolation("asked_already", "They have been asked already.", field="approver")
    moved = desk.move_ticket(
        ticket_id=current.pk, actor=actor, verb="ask_approval", cause="approval", version=version,
        data={"approver_id": approver_id},
    )  # fmt: skip
    detail.case_version += 1 if detail.asked_at else 0
    detail.approver_id, detail.asked_by_id, detail.asked_at = approver_id, actor.user_id, timezone.now()  # fmt: skip
    detail.save(update_fields=["approver", "asked_by", "asked_at", "case_version"])
    gates.ask(KIND, current.pk, actor=actor)
    moved.refresh_from_db()
    return moved


def _check_approver(approver_id: int | None, ticket: Ticket, actor: Actor) -> None:
    if approver_id is None:
        return
    people = User.objects.filter(pk=approver_id, is_active=True, is_program=False)
    if not people.exists():
        raise RuleViolation("no_such_approver", "There is no such person.", field="approver")
    if not rules.may_decide(approver_id, requester_id=ticket.requester_id, asked_by_id=actor.user_id):  # fmt: skip
        raise RuleViolation("own_approval", "Nobody approves what they asked for themselves.", field="approver")  # fmt: skip


def decided(ticket_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided: it goes on, or it is over. Where nobody did in time it waits until somebody is asked anew.

    Emits request.approved or request.refused.
    """
    current = desk.lock(ticket_id)
    detail = _detail(current)
    if current.state != states.IN_APPROVAL or detail.case_version != version or answer not in ANSWERS:  # fmt: skip
        return
    verb, decision = ANSWERS[answer]
    desk.move_ticket(ticket_id=ticket_id, actor=actor, verb=verb)
    detail.decision, detail.decision_words, detail.decided_at = decision, words, timezone.now()
    if actor.user_id is not None and actor.user_id != detail.asked_by_id:
        detail.approver_id = actor.user_id
    detail.save(update_fields=["decision", "decision_words", "decided_at", "approver"])


@transaction.atomic
def cancel_request(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """It is not needed any more; only while it is not fulfilled. Nobody has to say yes to it then. Emits request.cancelled."""
    moved = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="cancel", version=version)
    gates.withdraw(KIND, ticket.pk, actor=actor)
    return moved


def edited(ticket: Ticket, actor: Actor) -> None:
    """It says something else while it waits: whoever is asked is asked about what it says now. The ticket is locked."""
    if ticket.state != states.IN_APPROVAL:
        return
    detail = _detail(ticket)
    detail.case_version += 1
    detail.save(update_fields=["case_version"])
    gates.renew(KIND, ticket.pk, actor=actor)


def say_about(*, ticket: Ticket, actor: Actor) -> Ticket:
    """It is about other items than before: who is asked is asked about what it says now."""
    current = desk.lock(ticket.pk)
    edited(current, actor)
    return current


def _detail(ticket: Ticket) -> ServiceRequest:
    return ServiceRequest.objects.select_for_update(of=("self",)).get(ticket=ticket)
