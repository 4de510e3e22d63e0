"""The verbs of a change: drafted, put before those who decide, done inside its window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.change import states
from practices.change.models import Change, ChangeTemplate
from practices.change.operations import plan, whole
from practices.change.operations.risk import weigh
from practices.change.queries import conflicts
from practices.desk import operations as desk
from practices.desk.operations import NewTicket
from svs import gates
from svs.errors import RuleViolation
from svs.services import queries as services

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


@transaction.atomic
def draft_change(
    *, actor: Actor, title: str, description: str = "", requester: User | None = None, service_id: int | None = None,
    category_id: int | None = None, team_id: int | None = None, assignee_id: int | None = None, type: str = "",
    starts_at: datetime | None = None, ends_at: datetime | None = None, channel: str = "desk", external_id: str | None = None,
    priority: int = 3, template_id: int | None = None, own: dict[str, Any] | None = None, **fields: Any,
) -> Ticket:  # fmt: skip
    """Draft a change. `fields` are what `edit_plan` takes.

    With a template what is not said is as the template says it. Raises RuleViolation("title_required", "bad_type", "bad_window",
    "unknown_template", "template_over", "wrong_category", "bad_priority", "already_logged"). Emits change.logged.
    """
    template = _usable(template_id)
    said = _as_template(template, {**fields, "service_id": service_id, "team_id": team_id, "type": type})  # fmt: skip
    if template and starts_at and not ends_at:
        ends_at = starts_at + template.duration
    if category_id is not None:
        services.check_category(category_id, said["service_id"])
    if priority not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    ticket = desk.open_ticket(
        new=NewTicket(
            kind="change", title=title, description=description, requester_id=requester.pk if requester else None,
            service_id=said["service_id"], category_id=category_id, team_id=said.pop("team_id"), assignee_id=assignee_id,
            channel=channel, priority=priority, external_id=external_id or None, source="api" if external_id else "", own=own,
        ),
        actor=actor,
        data={"template_id": template.pk} if template else None,
    )  # fmt: skip
    change = Change(
        ticket=ticket, author_id=actor.user_id, template=template, template_version=template.version if template else None,
    )  # fmt: skip
    change.save(force_insert=True)
    plan.write(change, ticket, actor, {**said, "starts_at": starts_at, "ends_at": ends_at})
    plan.leave_template(change, ticket)
    plan.keep_version(change, ticket, actor)
    weigh(change)
    return ticket


@transaction.atomic
def log_standard(
    *, actor: Actor, template: ChangeTemplate, where: str = "", starts_at: datetime | None = None, assignee_id: int | None = None
) -> Ticket:  # fmt: skip
    """Log a standard change as its template says, ready to begin: nobody has to be asked.

    Raises as `draft_change` and `submit_change`. Emits change.logged, change.submitted, change.approved.
    """
    title = f"{template.name}: {where.strip()}" if where.strip() else template.name
    begins = starts_at or timezone.now()
    ticket = draft_change(
        actor=actor, title=title, template_id=template.pk, starts_at=begins, ends_at=begins + template.duration, assignee_id=assignee_id,
    )  # fmt: skip
    return submit_change(ticket=ticket, actor=actor)


@transaction.atomic
def submit_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Put it before those who decide; where nobody has to, it waits for its window at once.

    Raises RuleViolation("plan_required", "backout_required", "window_required", "window_passed", "window_began",
    "service_required", "not_standard"), TransitionNotAllowed. Emits change.submitted.
    """
    current = desk.lock(ticket.pk, version)
    current.lifecycle.machine.move(current.state, "submit")
    change = plan.locked(current.pk)
    whole.check_says_all(current, change)
    whole.check_window(change, timezone.now())
    plan.keep_version(change, current, actor)
    weigh(change)
    data = {"plan_version": change.plan_version, **_flag(change)}
    moved = desk.move_ticket(ticket_id=current.pk, actor=actor, verb="submit", cause="approval", data=data)  # fmt: skip
    plan.put_before(change, actor)
    moved.refresh_from_db()
    return moved


def decided(ticket_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided. Only the version they voted on is approved. Emits change.approved, change.refused or change.expired."""
    current = desk.lock(ticket_id)
    change = plan.locked(ticket_id)
    if current.state != states.IN_APPROVAL or change.plan_version != version:
        return
    data: dict[str, Any] = {"plan_version": version, **_flag(change)}
    if answer == gates.EXPIRED:
        desk.move_ticket(ticket_id=ticket_id, actor=actor, verb="expire", data=data)
    elif answer == gates.APPROVED:
        wrote = change.versions.filter(number=version, by_id=actor.user_id or 0).exists()
        data |= (
            {"at_once": True} if wrote else {}
        )  # nobody decides on their own work: nobody had to
        wake = change.starts_at if change.starts_at and change.starts_at > timezone.now() else None
        desk.move_ticket(ticket_id=ticket_id, actor=actor, verb="approve", cause="window", wake_at=wake, data=data)  # fmt: skip
        change.approved_version = version
    else:
        desk.move_ticket(ticket_id=ticket_id, actor=actor, verb="refuse", data=data)
    change.decided_at, change.decided_words = timezone.now(), words or _nobody(answer)
    change.save(update_fields=["approved_version", "decided_at", "decided_words"])


@transaction.atomic
def withdraw_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Take it back to draft; nobody needs to decide. Emits change.withdrawn."""
    moved = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="withdraw", version=version)
    Change.objects.filter(pk=ticket.pk).update(approved_version=None, decided_at=None, decided_words="")  # fmt: skip
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
    change = plan.locked(current.pk)
    current.lifecycle.machine.move(current.state, "start")
    if not change.is_approved:
        raise RuleViolation("not_approved", "This version was not approved.")
    now = timezone.now()
    if not change.is_in_window(now):
        raise RuleViolation("outside_window", "Its window is not open: propose another, that is decided anew.")  # fmt: skip
    conflicts.check_start(change)
    moved = desk.move_ticket(ticket_id=current.pk, actor=actor, verb="start", data={"plan_version": change.plan_version, **_flag(change)})  # fmt: skip
    change.began_at = now
    change.save(update_fields=["began_at"])
    return moved


@transaction.atomic
def reopen_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """Draft it anew, after it was refused or cancelled. Emits change.reopened."""
    moved = desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="reopen", version=version)
    Change.objects.filter(pk=ticket.pk).update(approved_version=None)
    return moved


def hold_change(
    *, ticket: Ticket, actor: Actor, cause: str, wake_at: datetime | None = None, version: int | None = None
) -> Ticket:  # fmt: skip
    """A change waits for its approval and its window, for nothing else. Raises TransitionNotAllowed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="hold", cause=cause, version=version)  # fmt: skip


def resume_change(*, ticket: Ticket, actor: Actor, version: int | None = None) -> Ticket:
    """What a change waits for is not ended by hand. Raises TransitionNotAllowed."""
    return desk.move_ticket(ticket_id=ticket.pk, actor=actor, verb="resume", version=version)


def _flag(change: Change) -> dict[str, bool]:
    """What nobody could wait for stands out in the log."""
    return {"emergency": True} if change.type == states.EMERGENCY else {}


def _nobody(answer: str) -> str:
    return "Nobody decided in time: submit it again, or ask who is missing." if answer == gates.EXPIRED else ""  # fmt: skip


def _usable(template_id: int | None) -> ChangeTemplate | None:
    if template_id is None:
        return None
    template = ChangeTemplate.objects.filter(pk=template_id).first()
    if template is None:
        raise RuleViolation("unknown_template", "There is no such template.", field="template")
    if template.state in (ChangeTemplate.State.REVOKED, ChangeTemplate.State.RETIRED):
        raise RuleViolation("template_over", f"{template.ref} is no longer used.", field="template")
    return template


def _as_template(template: ChangeTemplate | None, said: dict[str, Any]) -> dict[str, Any]:
    """What is to be written: what was said, and what the template says where nothing was."""
    known: dict[str, Any] = {"type": states.NORMAL}
    if template is not None:
        is_standard = template.state == ChangeTemplate.State.STANDARD
        texts = {name: getattr(template, name) for name in plan.TEXTS}
        known = {
            **texts, "type": states.STANDARD if is_standard else states.NORMAL, "backout_minutes": template.backout_minutes,
            "answers": template.answers, "service_id": template.service_id, "team_id": template.team_id,
        }  # fmt: skip
    return {**said, **{name: value for name, value in known.items() if said.get(name) in (None, "")}}  # fmt: skip
