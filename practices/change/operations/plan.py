"""What a change says it will do. A material edit of what is being decided, or was, is a new version and decided anew."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from practices.change import rules, states
from practices.change.models import Change, ChangeService, ChangeVersion
from practices.change.operations import asking, whole
from practices.change.operations.risk import checked_answers, weigh
from practices.desk import operations as desk
from practices.desk.operations import KEEP, Keep, items, moves
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor

TEXTS = ("why", "plan", "backout", "test")
ON_CHANGE = (*TEXTS, "type", "backout_minutes", "answers", "window")
ON_TICKET = ("title", "description", "service_id")
BESIDES = ("category_id", "priority", "own")  # said of the ticket, and decided by nobody
LONGEST, FURTHEST = timedelta(days=184), timedelta(days=1100)  # of a window, as of a freeze
WAITS_FOR = {states.IN_APPROVAL: "approval", states.SCHEDULED: "window"}


@transaction.atomic
def edit_plan(
    *, ticket: Ticket, actor: Actor, fields: dict[str, Any], item_ids: list[int] | None = None, user: User | None = None,
    version: int | None = None,
) -> Ticket:  # fmt: skip
    """Edit what it says it will do. What is before deciders, or was approved, is decided anew in its new version.

    `fields` are of ON_CHANGE, ON_TICKET, `service_ids`, and `starts_at` with `ends_at` for the window; with `item_ids` also
    what it is about. A standard change that leaves its template is a normal one. Raises StaleVersion, RuleViolation("title_required", "bad_type", "bad_window",
    "window_passed", "unknown_answer", "under_way") and, where it is decided on, what `submit_change` raises.
    Emits change.edited, and change.voided where votes fall.
    """
    current = desk.lock(ticket.pk, version)
    if current.state not in states.EDITABLE:
        raise RuleViolation("under_way", "It is too late to edit its plan.")
    change = locked(current.pk)
    write(change, current, actor, fields)
    if item_ids is not None and user is not None:
        items.set_items(ticket=current, actor=actor, user=user, item_ids=item_ids, follows=False)
    if current.state != states.DRAFT:
        whole.check_says_all(current, change)
        if {"starts_at", "ends_at", "window", "type"} & fields.keys():
            whole.check_window(change, timezone.now())
    return settle(ticket_id=current.pk, actor=actor)


@transaction.atomic
def assign_change(
    *, ticket: Ticket, actor: Actor, team_id: int | Keep | None = KEEP, assignee_id: int | Keep | None = KEEP,
    version: int | None = None,
) -> Ticket:  # fmt: skip
    """Hand it over; who does it is part of what is approved, so another person is a new version.

    Emits change.assigned, and what `edit_plan` emits.
    """
    current = desk.lock(ticket.pk, version)
    moves.hand_over(
        ticket=current, actor=actor, team_id=team_id, assignee_id=assignee_id, cause=WAITS_FOR.get(current.state, ""), version=version,
    )  # fmt: skip
    return settle(ticket_id=current.pk, actor=actor)


def say_about(*, ticket: Ticket, actor: Actor) -> Ticket:
    """It is about other items than before: a new version. Emits what `edit_plan` emits."""
    return settle(ticket_id=ticket.pk, actor=actor)


def settle(*, ticket_id: int, actor: Actor) -> Ticket:
    """Keep what a change says now. Where that differs from what deciders were asked about, they are asked anew."""
    current, change = desk.lock(ticket_id), locked(ticket_id)
    if current.state not in states.EDITABLE:
        return current
    left = leave_template(change, current)
    differs = keep_version(change, current, actor)
    if not differs:
        return current
    weigh(change)
    current = desk.touch(ticket_id)
    data: dict[str, Any] = {"plan_version": change.plan_version, "fields": differs, **({"made_normal": True} if left else {})}  # fmt: skip
    emit("change.edited", subject=("ticket", ticket_id), actor=actor, service_id=current.service_id, data=data)  # fmt: skip
    if current.state != states.DRAFT:
        desk.move_ticket(ticket_id=ticket_id, actor=actor, verb="void", cause="approval", data=data)
        put_before(change, actor)
        current.refresh_from_db()
    return current


def put_before(change: Change, actor: Actor) -> None:
    """Ask those who decide about what it says now; whatever they said of it before counts no more."""
    change.submitted_version, change.approved_version = change.plan_version, None
    change.decided_at, change.decided_words, change.window_told = None, "", 0
    change.save(update_fields=["submitted_version", "approved_version", "decided_at", "decided_words", "window_told"])  # fmt: skip
    asking.ask(change, actor=actor)


def keep_version(change: Change, ticket: Ticket, actor: Actor) -> list[str]:
    """Keep what it says, whole; gives the fields that differ from what it said before.

    Only a version that nobody was asked about is written over, and only by whoever wrote it.
    """
    said = snapshot(change, ticket)
    kept = change.versions.filter(number=change.plan_version).first()
    differs = sorted(name for name in said if kept is None or kept.said.get(name) != said[name])
    if not differs:
        return []
    if kept is not None and (change.submitted_version == kept.number or kept.by_id != actor.user_id):  # fmt: skip
        change.plan_version += 1
        change.save(update_fields=["plan_version"])
    ChangeVersion.objects.update_or_create(
        change=change, number=change.plan_version,
        defaults={"by_id": actor.user_id, "at": timezone.now(), "said": said},
    )  # fmt: skip
    return differs


def leave_template(change: Change, ticket: Ticket) -> bool:
    """A standard change that says otherwise than its template is a normal one from now on; tells whether it was one."""
    if change.type != states.STANDARD or change.template is None:
        return False
    if not rules.departures(change, change.template, whole.touched(ticket, change)):
        return False
    change.type = states.NORMAL
    change.save(update_fields=["type"])
    return True


def snapshot(change: Change, ticket: Ticket) -> dict[str, Any]:
    """Every material field as plain values."""
    return {
        **{name: getattr(change, name) for name in (*TEXTS, "type", "backout_minutes", "answers")},
        "window": [moment.astimezone(UTC).isoformat() for moment in (change.starts_at, change.ends_at) if moment],
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
    now = timezone.now()
    if ends_at - starts_at > LONGEST or max(abs(starts_at - now), abs(ends_at - now)) > FURTHEST:
        raise RuleViolation("bad_window", f"A window lasts {LONGEST.days} days at most, and lies within three years.", field="ends_at")  # fmt: skip
    return DateTimeTZRange(starts_at, ends_at)


def locked(ticket_id: int) -> Change:
    """A change to be written, with its template; call behind its ticket's lock."""
    rows = Change.objects.select_for_update(of=("self",)).select_related("template")
    return rows.get(pk=ticket_id)


def write(change: Change, ticket: Ticket, actor: Actor, fields: dict[str, Any]) -> None:
    """Write what it says, on the change and on its ticket; both are as they stand then."""
    said = _checked(change, fields)
    mine = [name for name in ON_CHANGE if name in said]
    for name in mine:
        setattr(change, name, said[name])
    if mine:
        change.save(update_fields=mine)
    if "service_ids" in fields or "service_id" in fields:
        _touch_services(change, ticket, fields)
    theirs = moves.checked(
        ticket, {name: fields[name] for name in (*ON_TICKET, *BESIDES) if name in fields}
    )
    if theirs:
        desk.change_fields(ticket_id=ticket.pk, actor=actor, fields=theirs)
        ticket.refresh_from_db()


def _touch_services(change: Change, ticket: Ticket, fields: dict[str, Any]) -> None:
    """The services it touches besides its own, none of them twice."""
    kept = change.services.values_list("service_id", flat=True)
    wanted = set(fields.get("service_ids", kept)) - {fields.get("service_id", ticket.service_id)}
    change.services.exclude(service_id__in=wanted).delete()
    ChangeService.objects.bulk_create(
        [ChangeService(change=change, service_id=pk) for pk in sorted(wanted)],
        ignore_conflicts=True,
    )


def _checked(change: Change, fields: dict[str, Any]) -> dict[str, Any]:
    """What is to be written on the change, each in its own form."""
    said = {name: fields[name] for name in ON_CHANGE if name in fields}
    for name in TEXTS:
        if name in said:
            said[name] = said[name].replace("\r\n", "\n").strip()
    if said.get("type", states.NORMAL) not in states.TYPES:
        raise RuleViolation("bad_type", "A change is standard, normal or emergency.", field="type")
    if "answers" in said:
        said["answers"] = checked_answers(said["answers"], change.answers)
    if "starts_at" in fields or "ends_at" in fields:
        said["window"] = window(fields.get("starts_at", change.starts_at), fields.get("ends_at", change.ends_at))  # fmt: skip
    return said
