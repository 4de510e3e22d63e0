"""Times in which nothing may change: made, changed, lifted, cancelled. Those whose changes lie in one are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from practices.change import queries
from practices.change.models import Freeze
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.events.actor import Actor

LONGEST, FURTHEST = timedelta(days=184), timedelta(days=1100)
FIELDS = ("name", "why", "starts_at", "ends_at", "service_ids")


@transaction.atomic
def make_freeze(
    *, actor: Actor, name: str, why: str, starts_at: datetime, ends_at: datetime, service_ids: Iterable[int] = (),
) -> Freeze:  # fmt: skip
    """Say that nothing may change for a time; of these services, of all where none is named.

    A change in it starts only where those who decide knew of the freeze. Raises RuleViolation("name_required", "why_required",
    "ends_before_start", "over", "too_long", "out_of_reach", "unknown_service"). Emits freeze.made, change.frozen.
    """
    said = {"name": name, "why": why, "starts_at": starts_at, "ends_at": ends_at}
    freeze = Freeze(made_by_id=actor.user_id)
    wanted = _checked_services(service_ids)
    _set(freeze, said)
    if ends_at <= timezone.now():
        raise RuleViolation("over", "It is over already: a freeze is for what lies ahead.", field="ends_at")  # fmt: skip
    freeze.save(force_insert=True)
    freeze.services.set(wanted)
    _tell("made", freeze, actor, wanted)
    _tell_changes("frozen", queries.held_by(freeze), freeze, actor)
    return freeze


@transaction.atomic
def change_freeze(*, freeze: Freeze, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Freeze:  # fmt: skip
    """Put a freeze right; what has begun keeps its start. `fields` are of FIELDS.

    Raises StaleVersion, RuleViolation("begun_already", "freeze_over") and as making one. Emits freeze.changed, change.frozen,
    change.unfrozen.
    """
    freeze, now = _lock(freeze, version), timezone.now()
    before = queries.held_by(freeze)
    starts_at = fields.get("starts_at", freeze.starts_at)
    if freeze.starts_at <= now and starts_at != freeze.starts_at:
        raise RuleViolation("begun_already", "It has begun: only its end can move.", field="starts_at")  # fmt: skip
    _set(freeze, {name: value for name, value in fields.items() if name != "service_ids"})
    if freeze.ends_at <= now:
        raise RuleViolation("over", "Lift it instead: an end lies ahead.", field="ends_at")
    wanted = _checked_services(fields["service_ids"]) if "service_ids" in fields else None
    if wanted is not None:
        freeze.services.set(wanted)
    freeze.version += 1
    freeze.save()
    _tell("changed", freeze, actor, wanted if wanted is not None else queries.services_of(freeze))
    after = queries.held_by(freeze)
    _tell_changes("frozen", [one for one in after if one not in before], freeze, actor)
    _tell_changes("unfrozen", [one for one in before if one not in after], freeze, actor)
    return freeze


@transaction.atomic
def lift_freeze(*, freeze: Freeze, actor: Actor, version: int | None = None) -> Freeze:
    """End a freeze that has begun, from now on. Raises StaleVersion, RuleViolation("not_begun", "freeze_over"). Emits freeze.lifted, change.unfrozen."""
    freeze, now = _lock(freeze, version), timezone.now()
    if freeze.starts_at > now:
        raise RuleViolation("not_begun", "It has not begun: cancel it instead.")
    freed = [one for one in queries.held_by(freeze) if one[1] > now]
    freeze.during = DateTimeTZRange(freeze.starts_at, max(now, freeze.starts_at + timedelta(seconds=1)))  # fmt: skip
    freeze.version += 1
    freeze.save()
    _tell("lifted", freeze, actor, queries.services_of(freeze))
    _tell_changes("unfrozen", freed, freeze, actor)
    return freeze


@transaction.atomic
def cancel_freeze(*, freeze: Freeze, actor: Actor, version: int | None = None) -> Freeze:
    """A freeze that has not begun will not be. Raises StaleVersion, RuleViolation("begun_already", "freeze_over"). Emits freeze.cancelled, change.unfrozen."""
    freeze, now = _lock(freeze, version), timezone.now()
    if freeze.starts_at <= now:
        raise RuleViolation("begun_already", "It has begun: lift it instead.")
    freed = queries.held_by(freeze)
    freeze.cancelled_at = now
    freeze.version += 1
    freeze.save(update_fields=["cancelled_at", "version"])
    _tell("cancelled", freeze, actor, queries.services_of(freeze))
    _tell_changes("unfrozen", freed, freeze, actor)
    return freeze


def _lock(freeze: Freeze, version: int | None) -> Freeze:
    found = Freeze.objects.select_for_update(of=("self",)).get(pk=freeze.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    if found.cancelled_at is not None or found.ends_at <= timezone.now():
        raise RuleViolation("freeze_over", "This freeze is over: make another.")
    return found


def _set(freeze: Freeze, said: dict[str, Any]) -> None:
    for name, most in (("name", 120), ("why", 300)):
        if name in said:
            setattr(freeze, name, " ".join(said[name].split())[:most])
    if not freeze.name:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    if not freeze.why:
        raise RuleViolation("why_required", "Say what it protects.", field="why")
    since = said.get("starts_at") or freeze.starts_at
    until = said.get("ends_at") or freeze.ends_at
    now = timezone.now()
    if until <= since:
        raise RuleViolation("ends_before_start", "It ends after it begins.", field="ends_at")
    if until - since > LONGEST:
        raise RuleViolation("too_long", f"A freeze lasts at most {LONGEST.days} days.", field="ends_at")  # fmt: skip
    if not now - LONGEST <= since <= now + FURTHEST:
        raise RuleViolation("out_of_reach", "Nobody plans that far.", field="starts_at")
    freeze.during = DateTimeTZRange(since, until)


def _checked_services(service_ids: Iterable[int]) -> list[int]:
    wanted = sorted(set(service_ids))
    if len(queries.known_services(wanted)) != len(wanted):
        raise RuleViolation("unknown_service", "There is no such service.", field="services")
    return wanted


def _tell(past: str, freeze: Freeze, actor: Actor, service_ids: Iterable[int]) -> None:
    data = {
        "starts_at": freeze.starts_at.isoformat(), "ends_at": freeze.ends_at.isoformat(), "service_ids": sorted(service_ids),
    }  # fmt: skip
    emit(f"freeze.{past}", subject=freeze, actor=actor, data=data)


def _tell_changes(past: str, held: Iterable[tuple[int, datetime, int | None]], freeze: Freeze, actor: Actor) -> None:  # fmt: skip
    for ticket_id, _, service_id in held:
        emit(f"change.{past}", subject=("ticket", ticket_id), about=freeze, actor=actor, service_id=service_id, data={"freeze_id": freeze.pk})  # fmt: skip
