"""What a change says it will do. A material edit of what is being decided, or was, is a new version and decided anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from practices.change import states
from practices.change.models import Change, ChangeService, ChangeVersion
from practices.change.operations import asking
from practices.change.operations.risk import checked_answers, weigh
from practices.desk import operations as desk
from practices.desk.operations import moves
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

TEXTS = ("why", "plan", "backout", "test")
ON_CHANGE = (*TEXTS, "type", "backout_minutes", "answers", "window")
ON_TICKET = ("title", "description", "service_id")
MATERIAL = (*ON_CHANGE, *ON_TICKET, "service_ids", "item_ids", "assignee_id")


@transaction.atomic
def edit_plan(*, ticket: Ticket, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Ticket:  # fmt: skip
    """Edit what it says it will do. What is before deciders, or was approved, is decided anew in its new version.

    `fields` are of ON_CHANGE, ON_TICKET and `service_ids`. Raises StaleVersion, RuleViolation("title_required", "bad_window",
    "under_way"). Emits change.edited, and change.voided where votes fall.
    """
    current = desk.lock(ticket.pk, version)
    if current.state not in (states.DRAFT, states.IN_APPROVAL, states.SCHEDULED):
        raise RuleViolation("under_way", "It is too late to edit its plan.")
    change = Change.objects.select_for_update(of=("self",)).get(pk=current.pk)
    before = snapshot(change, current)
    _write(change, current, actor, fields)
    change.refresh_from_db()
    current.refresh_from_db()
    said = snapshot(change, current)
    differs = sorted(name for name in said if said[name] != before[name])
    if not differs:
        return current
    keep_version(change, said, actor)
    weigh(change)
    data = {"plan_version": change.plan_version, "fields": differs}
    emit(
        "change.edited",
        subject=("ticket", current.pk),
        actor=actor,
        service_id=current.service_id,
        data=data,
    )
    if current.state == states.DRAFT:
        return current
    moved = desk.move_ticket(
        ticket_id=current.pk, actor=actor, verb="void", cause="approval", data=data
    )
    change.submitted_version = change.plan_version
    change.save(update_fields=["submitted_version"])
    asking.ask(change, actor=actor)
    moved.refresh_from_db()
    return moved


def keep_version(change: Change, said: dict[str, Any], actor: Actor) -> None:
    """Keep what it says; a version that nobody was asked about yet is written over."""
    if change.submitted_version == change.plan_version:
        change.plan_version += 1
        change.save(update_fields=["plan_version"])
    ChangeVersion.objects.update_or_create(
        change=change, number=change.plan_version,
        defaults={"by_id": actor.user_id, "at": timezone.now(), "said": said},
    )  # fmt: skip


def snapshot(change: Change, ticket: Ticket) -> dict[str, Any]:
    """Every material field as plain values."""
    return {
        **{name: getattr(change, name) for name in (*TEXTS, "type", "backout_minutes", "answers")},
        "window": [moment.isoformat() for moment in (change.starts_at, change.ends_at) if moment],
        **{name: getattr(ticket, name) for name in ("title", "description", "service_id", "assignee_id")},
        "service_ids": sorted(change.services.values_list("service_id", flat=True)),
        "item_ids": sorted(ticket.items.values_list("pk", flat=True)),
    }  # fmt: skip


def window(starts_at: Any, ends_at: Any) -> DateTimeTZRange | None:
    """From and to; None where neither is said. Raises RuleViolation("bad_window")."""
    if starts_at is None and ends_at is None:
        return None
    if starts_at is None or ends_at is None or starts_at >= ends_at:
        raise RuleViolation("bad_window", "Say from when until when; it ends after it begins.", field="ends_at")  # fmt: skip
    return DateTimeTZRange(starts_at, ends_at)


def _write(change: Change, ticket: Ticket, actor: Actor, fields: dict[str, Any]) -> None:
    mine = [name for name in ON_CHANGE if name in fields]
    if "answers" in fields:
        fields = {**fields, "answers": checked_answers(fields["answers"], change.answers)}
    for name in mine:
        setattr(change, name, fields[name].strip() if name in TEXTS else fields[name])
    if mine:
        change.save(update_fields=mine)
    if "service_ids" in fields:
        wanted = set(fields["service_ids"]) - {ticket.service_id}
        change.services.exclude(service_id__in=wanted).delete()
        ChangeService.objects.bulk_create(
            [ChangeService(change=change, service_id=pk) for pk in wanted], ignore_conflicts=True
        )
    theirs = moves.checked(ticket, {name: fields[name] for name in ON_TICKET if name in fields})
    if theirs:
        desk.change_fields(ticket_id=ticket.pk, actor=actor, fields=theirs)
