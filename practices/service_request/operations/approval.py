"""One person is asked to say yes, and answers once. Who is asked gets a grant; governance takes this over later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.service_request import rules, states
from practices.service_request.access import DECIDE
from practices.service_request.models import ServiceRequest
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.permissions.models import Grant

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor


@transaction.atomic
def ask_approval(
    *, ticket: Ticket, actor: Actor, approver_id: int, version: int | None = None
) -> Ticket:
    """Let it wait until this person says yes; they see it from now on. Asking another takes it from whoever was asked before.

    Raises RuleViolation("no_such_approver", "own_approval", "asked_already", "decided_already"), TransitionNotAllowed.
    Emits request.approval_asked.
    """
    current = desk.lock(ticket.pk, version)
    detail = _detail(current)
    current.lifecycle.machine.move(current.state, "ask_approval")
    if detail.decision:
        raise RuleViolation("decided_already", "It was approved before; it needs no second yes.")
    people = User.objects.filter(pk=approver_id, is_active=True, is_program=False)
    if not people.exists():
        raise RuleViolation("no_such_approver", "There is no such person.", field="approver")
    if not rules.may_decide(
        approver_id, requester_id=current.requester_id, asked_by_id=actor.user_id
    ):
        raise RuleViolation("own_approval", "Nobody approves what they asked for themselves.", field="approver")  # fmt: skip
    if current.state == states.IN_APPROVAL and detail.approver_id == approver_id:
        raise RuleViolation("asked_already", "They have been asked already.", field="approver")
    moved = desk.move_ticket(
        ticket_id=current.pk, actor=actor, verb="ask_approval", cause="approval", version=version,
        data={"approver_id": approver_id},
    )  # fmt: skip
    _withdraw(detail)
    detail.approver_id, detail.asked_by_id, detail.asked_at = approver_id, actor.user_id, timezone.now()  # fmt: skip
    detail.save(update_fields=["approver", "asked_by", "asked_at"])
    Grant.objects.bulk_create(
        Grant(user_id=approver_id, subject_type="ticket", subject_id=current.pk, verb=verb, reason="Asked to approve it")
        for verb in ("view", *DECIDE)
    )  # fmt: skip
    return moved


def approve_request(
    *, ticket: Ticket, actor: Actor, words: str = "", version: int | None = None
) -> Ticket:
    """Say yes: it goes on. Raises RuleViolation("not_asked", "own_approval", "decided_already"). Emits request.approved."""
    return _decide(ticket, actor, "approve", states.APPROVED, words, version)


def refuse_request(
    *, ticket: Ticket, actor: Actor, words: str, version: int | None = None
) -> Ticket:
    """Say no and why: it is over. Raises RuleViolation("reason_required") and what approving raises. Emits request.refused."""
    if not words.strip():
        raise RuleViolation("reason_required", "Say why, the requester reads it.", field="words")
    return _decide(ticket, actor, "refuse", states.SAID_NO, words, version)


@transaction.atomic
def _decide(
    ticket: Ticket, actor: Actor, verb: str, decision: str, words: str, version: int | None
) -> Ticket:
    current = desk.lock(ticket.pk, version)
    detail = _detail(current)
    if detail.approver_id is None or detail.approver_id != actor.user_id:
        raise RuleViolation("not_asked", "Somebody else was asked.")
    if detail.decision:
        raise RuleViolation("decided_already", "You have decided already.")
    if not rules.may_decide(
        detail.approver_id, requester_id=current.requester_id, asked_by_id=detail.asked_by_id
    ):
        raise RuleViolation("own_approval", "Nobody approves what they asked for themselves.")
    moved = desk.move_ticket(ticket_id=current.pk, actor=actor, verb=verb, version=version)
    now = timezone.now()
    detail.decision, detail.decision_words, detail.decided_at = decision, words.strip(), now
    detail.save(update_fields=["decision", "decision_words", "decided_at"])
    grants = Grant.objects.filter(
        subject_type="ticket", subject_id=current.pk, user_id=detail.approver_id
    )
    grants.filter(verb__in=DECIDE).delete()
    grants.filter(verb="view").update(until=now + rules.READS_ON)
    return moved


@transaction.atomic
def cancel_request(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """It is not needed any more; only while it is not fulfilled. Nobody has to say yes to it then. Emits request.cancelled."""
    moved = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="cancel", version=version)
    detail = _detail(moved)
    if not detail.decision:
        _withdraw(detail)
    return moved


def _detail(ticket: Ticket) -> ServiceRequest:
    return ServiceRequest.objects.select_for_update(of=("self",)).get(ticket=ticket)


def _withdraw(detail: ServiceRequest) -> None:
    """Whoever was asked and has not answered need not see it any more."""
    if detail.approver_id is not None:
        Grant.objects.filter(
            subject_type="ticket", subject_id=detail.ticket_id, user_id=detail.approver_id, verb__in=("view", *DECIDE)
        ).delete()  # fmt: skip
