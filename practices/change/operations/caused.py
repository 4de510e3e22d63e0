"""Incidents that a change may have caused: proposed by time and by what both touch, confirmed or dismissed by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.change import knobs, states
from practices.change.models import CausedIncident, Change
from practices.change.operations import plan, review
from practices.change.queries import caused as queries
from practices.desk import operations as desk
from practices.desk.operations import links
from practices.desk.queries import logged
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

MOST = 100  # proposed for one change


def propose_after(change: Change) -> int:
    """Propose the incidents that were logged while a change was fresh and touch what it touches; returns how many are open."""
    if change.began_at is not None:
        until = change.began_at + fresh()
        found = logged.between("incident", change.began_at, until, queries.service_ids(change), queries.item_ids(change), MOST)  # fmt: skip
        for one in found:
            _propose(change, one)
    return change.caused.filter(state=CausedIncident.State.PROPOSED).count()


@transaction.atomic
def propose_for_incident(*, ticket_id: int) -> int:
    """Propose an incident for the changes that were fresh when it was logged and touch what it touches; returns how many.

    Emits change.incident_proposed. A change that seemed clean is looked back on then.
    """
    one = logged.of_incident(ticket_id)
    if one is None:
        return 0
    made = 0
    for pk in queries.fresh_changes(one, one.logged_at - fresh()):
        current = desk.lock(pk)
        change = plan.locked(pk)
        if not _propose(change, one):
            continue
        made += 1
        if current.state == states.IMPLEMENTED:
            review.ask_review(change, SYSTEM_ACTOR)
    return made


@transaction.atomic
def judge_incident(*, ticket: Ticket, incident: Ticket, actor: Actor, is_caused: bool) -> CausedIncident:  # fmt: skip
    """Say whether a change caused an incident; said once more it is corrected. What was caused is linked, and counts in the record.

    Raises RuleViolation("no_incident", "not_begun"). Emits change.incident_confirmed or change.incident_dismissed.
    """
    if incident.kind != "incident":
        raise RuleViolation("no_incident", "Only an incident is caused.", field="incident")
    current = desk.lock(ticket.pk)
    change = plan.locked(ticket.pk)
    if change.began_at is None:
        raise RuleViolation("not_begun", "It has not begun: it cannot have caused anything.")
    row, _ = CausedIncident.objects.get_or_create(change=change, incident_id=incident.pk)
    state = CausedIncident.State.CONFIRMED if is_caused else CausedIncident.State.DISMISSED
    if row.state == state:
        return row
    if is_caused:
        links.link_once(kind="causes", source_id=change.pk, target_id=incident.pk)
    elif row.state == CausedIncident.State.CONFIRMED:
        links.unlink_pair(kind="causes", source_id=change.pk, target_id=incident.pk)
    row.state, row.decided_by_id, row.decided_at = state, actor.user_id, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _tell("confirmed" if is_caused else "dismissed", current, change, incident.pk, actor)
    return row


def fresh() -> timedelta:
    """How long after it began a change is suspected first."""
    return timedelta(hours=registry.current(knobs.CAUSED_HOURS.key))


def _propose(change: Change, one: logged.Logged) -> bool:
    """Propose it once; what a person said of it stands."""
    if change.began_at is None:
        return False
    both: dict[str, Any] = {
        "minutes": int((one.logged_at - change.began_at).total_seconds() // 60),
        "services": sorted({one.service_id} & queries.service_ids(change)), "items": sorted(one.item_ids & queries.item_ids(change)),
    }  # fmt: skip
    _, is_new = CausedIncident.objects.get_or_create(change=change, incident_id=one.pk, defaults={"because": both})  # fmt: skip
    if is_new:
        _tell("proposed", change.ticket, change, one.pk, SYSTEM_ACTOR)
    return is_new


def _tell(past: str, ticket: Ticket, change: Change, incident_id: int, actor: Actor) -> None:
    emit(
        f"change.incident_{past}", subject=("ticket", ticket.pk), about=("ticket", incident_id), actor=actor, service_id=ticket.service_id,
        data={"incident_id": incident_id, "template_id": change.template_id, "type": change.type},
    )  # fmt: skip
