"""The verbs of a change: drafted, put before those who decide, done inside its window, looked back on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.change import states
from practices.change.models import Change
from practices.change.operations import asking, plan
from practices.change.operations.risk import weigh
from practices.change.queries import conflicts
from practices.desk import operations as desk
from practices.desk.operations import KEEP, Keep, NewTicket, moves
from svs import gates
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


@transaction.atomic
def draft_change(
    *, actor: Actor, title: str, description: str = "", requester: User | None = None, service_id: int | None = None,
    team_id: int | None = None, assignee_id: int | None = None, type: str = states.NORMAL,
    starts_at: datetime | None = None, ends_at: datetime | None = None, channel: str = "desk",
    external_id: str | None = None, priority: int = 3, template_id: int | None = None, **fields: Any,
) -> Ticket:  # fmt: skip
    """Draft a change; whoever drafts it does it unless somebody else is named. `fields` are what `edit_plan` takes.

    Raises RuleViolation("title_required", "bad_type", "bad_window", "already_logged"). Emits change.logged.
    """
    if type not in states.TYPES:
        raise RuleViolation("bad_type", "A change is standard, normal or emergency.", field="type")
    ticket = desk.open_ticket(
        new=NewTicket(
            kind="change", title=title, description=description, requester_id=requester.pk if requester else None,
            service_id=service_id, team_id=team_id, assignee_id=assignee_id, channel=channel, priority=priority,
            external_id=external_id or None, source="api" if external_id else "", own=fields.pop("own", None),
        ),
        actor=actor,
    )  # fmt: skip
    change = Change(ticket=ticket, author_id=actor.user_id, type=type, window=plan.window(starts_at, ends_at), template_id=template_id)  # fmt: skip
    change.save(force_insert=True)
    plan._write(change, ticket, actor, fields)
    plan.keep_version(change, plan.snapshot(change, ticket), actor)
    weigh(change)
    return ticket


@transaction.atomic
def submit_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Put it before those who decide; where nobody has to, it waits for its window at once.

    Raises RuleViolation("plan_required", "backout_required", "window_required", "window_passed", "service_required"),
    TransitionNotAllowed. Emits change.submitted.
    """
    current = desk.lock(ticket.pk, version)
    change = _detail(current)
    _check_whole(current, change)
    weigh(change)
    moved = desk.move_ticket(
        ticket_id=current.pk,
        actor=actor,
        verb="submit",
        cause="approval",
        data={"plan_version": change.plan_version},
    )
    change.submitted_version = change.plan_version
    change.decided_at, change.decided_words, change.approved_version = None, "", None
    change.save(
        update_fields=["submitted_version", "decided_at", "decided_words", "approved_version"]
    )
    asking.ask(change, actor=actor)
    moved.refresh_from_db()
    return moved


def _check_whole(ticket: Ticket, change: Change) -> None:
    """What a change must say before anybody is asked about it."""
    if ticket.service_id is None:
        raise RuleViolation("service_required", "Say which service it changes.", field="service")
    if not change.plan:
        raise RuleViolation("plan_required", "Say what is done, step by step.", field="plan")
    if not change.backout:
        raise RuleViolation("backout_required", "Say how it is taken back.", field="backout")
    if change.ends_at is None:
        raise RuleViolation("window_required", "Propose a window: from when until when.", field="starts_at")  # fmt: skip
    if change.ends_at <= timezone.now() and change.type != states.EMERGENCY:
        raise RuleViolation("window_passed", "The proposed window is over: propose another.", field="starts_at")  # fmt: skip


def decided(ticket_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided. Only the version they voted on is approved. Emits change.approved, change.refused or change.expired."""
    current = desk.lock(ticket_id)
    change = _detail(current)
    if current.state != states.IN_APPROVAL or change.plan_version != version:
        return
    data = {"plan_version": version}
    if answer == gates.EXPIRED:
        desk.move_ticket(
            ticket_id=ticket_id, actor=actor, verb="withdraw", data={**data, "expired": True}
        )
    elif answer == gates.APPROVED:
        wake = change.starts_at if change.starts_at and change.starts_at > timezone.now() else None
        desk.move_ticket(ticket_id=ticket_id, actor=actor, verb="approve", cause="window", wake_at=wake, data=data)  # fmt: skip
        change.approved_version = version
    else:
        desk.move_ticket(ticket_id=ticket_id, actor=actor, verb="refuse", data=data)
    change.decided_at, change.decided_words = timezone.now(), words
    change.save(update_fields=["approved_version", "decided_at", "decided_words"])


@transaction.atomic
def withdraw_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Take it back to draft; nobody needs to decide. Emits change.withdrawn."""
    moved = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="withdraw", version=version)
    Change.objects.filter(pk=ticket.pk).update(approved_version=None)
    gates.withdraw("change", ticket.pk, actor=actor)
    return moved


@transaction.atomic
def cancel_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """It is not made. Emits change.cancelled."""
    moved = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="cancel", version=version)
    gates.withdraw("change", ticket.pk, actor=actor)
    return moved


@transaction.atomic
def start_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Begin, inside the window that was approved, on the very version that was approved.

    Raises RuleViolation("not_approved", "outside_window", "frozen"), TransitionNotAllowed. Emits change.started.
    """
    current = desk.lock(ticket.pk, version)
    change = _detail(current)
    current.lifecycle.machine.move(current.state, "start")
    if not change.is_approved:
        raise RuleViolation("not_approved", "This version was not approved.")
    now = timezone.now()
    if not change.is_in_window(now):
        raise RuleViolation("outside_window", "Its window is not open: propose another, that is decided anew.")  # fmt: skip
    conflicts.check_start(change)
    moved = desk.move_ticket(ticket_id=current.pk, actor=actor, verb="start")
    change.began_at = now
    change.save(update_fields=["began_at"])
    return moved


@transaction.atomic
def complete_change(
    *,
    ticket: Ticket,
    actor: Actor,
    outcome: str,
    outcome_words: str = "",
    version: int | None = None,
) -> Ticket:
    """Say what came of it. Raises RuleViolation("unknown_outcome", "outcome_words_required"). Emits change.completed."""
    if outcome not in states.OUTCOMES:
        raise RuleViolation("unknown_outcome", "Say what came of it.", field="outcome")
    words = outcome_words.strip()
    if outcome != states.SUCCESSFUL and not words:
        raise RuleViolation("outcome_words_required", "Say what went otherwise than planned.", field="outcome_words")  # fmt: skip
    done = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="complete", version=version, data={"outcome": outcome})  # fmt: skip
    Change.objects.filter(pk=ticket.pk).update(outcome=outcome, outcome_words=words, ended_at=timezone.now())  # fmt: skip
    return done


def close_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Nothing more to look back on. Emits change.closed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="close", version=version)


def reopen_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Draft it anew. Emits change.reopened."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="reopen", version=version)


@transaction.atomic
def assign_change(
    *, ticket: Ticket, actor: Actor, team_id: int | Keep | None = KEEP, assignee_id: int | Keep | None = KEEP,
    version: int | None = None,
) -> Ticket:  # fmt: skip
    """Hand it over; who does it is part of what is approved, so another person is a new version. Emits change.assigned."""
    current = desk.lock(ticket.pk, version)
    waits = {states.IN_APPROVAL: "approval", states.SCHEDULED: "window"}.get(current.state, "")
    return moves.hand_over(
        ticket=current,
        actor=actor,
        team_id=team_id,
        assignee_id=assignee_id,
        cause=waits,
        version=version,
    )


def _detail(ticket: Ticket) -> Change:
    return Change.objects.select_for_update(of=("self",)).get(ticket=ticket)
