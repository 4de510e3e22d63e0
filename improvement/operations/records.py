"""What every verb of improvement needs: the row under its lock, one move, one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from improvement import states
from improvement.models import Improvement, Trial
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import datetime

    from svs.events.actor import Actor


def lock(pk: int, version: int | None) -> Improvement:
    """The improvement, locked. Raises StaleVersion."""
    rows = Improvement.objects.select_for_update(of=("self",)).select_related("service", "rule")
    improvement = rows.get(pk=pk)
    if version is not None and improvement.version != version:
        raise StaleVersion(improvement.version)
    return improvement


def move(improvement: Improvement, verb: str, **fields: Any) -> str:
    """Move a locked improvement; returns the past form of the verb. Raises TransitionNotAllowed."""
    found = states.LIFECYCLE.move(improvement.state, verb)
    improvement.state, improvement.version = found.target, improvement.version + 1
    for name, value in fields.items():
        setattr(improvement, name, value)
    improvement.save(update_fields=["state", "version", *fields])
    return found.event


def tell(past: str, improvement: Improvement, actor: Actor, at: datetime | None = None, **data: Any) -> int:  # fmt: skip
    """Write that something happened to an improvement; `at` is a moment of the past, told as history."""
    about = None
    if improvement.ticket_id:
        about = ("ticket", improvement.ticket_id)
    elif improvement.signal_id:
        about = ("signal", improvement.signal_id)
    return emit(
        f"improvement.{past}", subject=improvement, about=about, actor=actor, service_id=improvement.service_id,
        occurred_at=at, historical=at is not None, data={"ref": improvement.ref, **data},
    )  # fmt: skip


def tell_trial(past: str, trial: Trial, improvement: Improvement, actor: Actor, at: datetime | None = None, **data: Any) -> int:  # fmt: skip
    """Write that something happened to a trial."""
    return emit(
        f"trial.{past}", subject=trial, about=improvement, actor=actor, service_id=improvement.service_id, occurred_at=at,
        historical=at is not None, data={"ref": improvement.ref, "number": trial.number, **data},
    )  # fmt: skip


def words(text: str, field: str, ask: str, most: int = 500) -> str:
    """What was said, on one line. Raises RuleViolation("FIELD_required")."""
    said = " ".join(text.split())[:most]
    if not said:
        raise RuleViolation(f"{field}_required", ask, field=field)
    return said


def moment(at: datetime | None) -> datetime:
    return at or timezone.now()
