"""Set policy values; where somebody has to say yes to it, they wait until they did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from governance.models import PendingValue
from governance.operations.register import words
from governance.queries import values as queries
from governance.queries.chain import plans_of
from governance.queries.rights import right_for
from svs import gates
from svs.errors import RuleViolation
from svs.events.emit import emit
from svs.knobs import registry as knobs

if TYPE_CHECKING:
    from datetime import datetime

    from svs.events.actor import Actor
    from svs.knobs.models import KnobValue

KIND = "knob"
STATES = {
    gates.APPROVED: PendingValue.State.ADOPTED,
    gates.REFUSED: PendingValue.State.REFUSED,
    gates.EXPIRED: PendingValue.State.EXPIRED,
}


@transaction.atomic
def adopt_policy(
    *, actor: Actor, key: str, value: object, reason: str, effective_at: datetime | None = None
) -> KnobValue | None:
    """Set a policy value from a moment on; what was in force before stays readable. None where it waits for those who decide.

    Raises RuleViolation("unknown_knob", "bad_value", "reason_required", "moment_passed", "waits_already").
    Emits policy.adopted, or policy.proposed where somebody has to say yes.
    """
    now = timezone.now()
    if effective_at is not None and effective_at < now - timedelta(minutes=1):
        raise RuleViolation("moment_passed", "What was in force stays as it was: take a moment to come.", field="effective_at")  # fmt: skip
    said = words(reason, "reason", "Say why.", 300)
    knobs.check_value(key, value)
    row = PendingValue(key=key, value=value, effective_at=effective_at, reason=said, asked_by_id=actor.user_id, asked_at=now)  # fmt: skip
    if not plans_of(right_for(queries.case_for(row))):
        return _set(row, actor)
    if PendingValue.objects.select_for_update().filter(key=key, state=PendingValue.State.WAITING).exists():  # fmt: skip
        raise RuleViolation("waits_already", "Another value of it waits for those who decide: take that back first.")  # fmt: skip
    row.save(force_insert=True)
    emit("policy.proposed", subject=row, actor=actor, data={"key": key})
    gates.ask(KIND, row.pk, actor=actor)
    return None


def decided(pending_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided: it is set, no earlier than now. Emits policy.adopted."""
    row = hold(pending_id)
    if row.state != PendingValue.State.WAITING:
        return
    row.state, row.decided_at = STATES[answer], timezone.now()
    row.save(update_fields=["state", "decided_at"])
    if answer == gates.APPROVED:
        _set(row, actor)


@transaction.atomic
def take_back_value(*, pending: PendingValue, actor: Actor) -> None:
    """It need not be decided any more. Raises RuleViolation("decided_already"). Emits policy.taken_back."""
    row = hold(pending.pk)
    if row.state != PendingValue.State.WAITING:
        raise RuleViolation("decided_already", "It was decided meanwhile.")
    row.state, row.decided_at = PendingValue.State.TAKEN_BACK, timezone.now()
    row.save(update_fields=["state", "decided_at"])
    emit("policy.taken_back", subject=row, actor=actor, data={"key": row.key})
    gates.withdraw(KIND, row.pk, actor=actor)


@transaction.atomic
def withdraw_policy(*, actor: Actor, row: KnobValue) -> None:
    """Take back a change that is not in force yet. Raises RuleViolation("in_force"). Emits policy.withdrawn."""
    subject, key = ("knobvalue", row.pk), row.key
    if not knobs.withdraw(row):
        raise RuleViolation("in_force", "It is in force already: set another value instead.")
    emit("policy.withdrawn", subject=subject, actor=actor, data={"key": key})


def hold(pending_id: int) -> PendingValue:
    """Lock a value that waits ahead of the votes on it."""
    return PendingValue.objects.select_for_update(of=("self",)).get(pk=pending_id)


def _set(pending: PendingValue, actor: Actor) -> KnobValue:
    now = timezone.now()
    at = max(pending.effective_at or now, now) if pending.pk else pending.effective_at or now
    row = knobs.set_value(key=pending.key, value=pending.value, effective_at=at, reason=pending.reason)  # fmt: skip
    emit("policy.adopted", subject=row, actor=actor, data={"key": pending.key, "effective_at": row.effective_at.isoformat()})  # fmt: skip
    return row
