"""The verbs of the improvement register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from improvement import states
from improvement.models import Improvement
from metrics import operations as metrics
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from improvement.queries import Source
    from svs.events.actor import Actor

FIELDS = ("issue", "expected_impact", "owner_id", "priority", "target_date", "service_id")


@transaction.atomic
def raise_improvement(
    *,
    actor: Actor,
    source: Source,
    issue: str,
    expected_impact: str,
    owner_id: int,
    target_date: date,
    priority: int = 3,
) -> Improvement:
    """Put something to do better into the register; raised on a signal, it answers the signal.

    Raises RuleViolation("issue_required", "impact_required", "date_passed", "bad_priority"), and what answering raises.
    Emits improvement.raised.
    """
    if target_date < timezone.localdate():
        raise RuleViolation("date_passed", "The target date has passed already.", field="target_date")  # fmt: skip
    improvement = Improvement(
        issue=_words(issue, "issue", "Say what is wrong."), owner_id=owner_id, target_date=target_date,
        expected_impact=_words(expected_impact, "expected_impact", "Say what should be better afterwards, and how it will show."),
        priority=_priority(priority), service=source.service, ticket=source.ticket, signal=source.signal,
        raised_by_id=actor.user_id, raised_at=timezone.now(),
    )  # fmt: skip
    improvement.save(force_insert=True)
    improvement.refresh_from_db(fields=["ref"])
    if source.signal is not None:
        metrics.answer_signal(
            signal=source.signal, actor=actor, answer="improvement", ref=improvement.ref
        )
    _emit("raised", improvement, actor)
    return improvement


@transaction.atomic
def change_improvement(
    *, improvement: Improvement, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Improvement:
    """Change what it says, whose it is or when it is due. Raises StaleVersion, RuleViolation as raising does. Emits improvement.changed."""
    improvement = _lock(improvement.pk, version)
    if "issue" in fields:
        fields = {**fields, "issue": _words(fields["issue"], "issue", "Say what is wrong.")}
    if "expected_impact" in fields:
        words = _words(fields["expected_impact"], "expected_impact", "Say what should be better.")
        fields = {**fields, "expected_impact": words}
    if "priority" in fields:
        _priority(fields["priority"])
    changed = [n for n in FIELDS if n in fields and getattr(improvement, n) != fields[n]]
    if not changed:
        return improvement
    for name in changed:
        setattr(improvement, name, fields[name])
    improvement.version += 1
    improvement.save(update_fields=[*(n.removesuffix("_id") for n in changed), "version"])
    _emit("changed", improvement, actor, fields=changed)
    return improvement


@transaction.atomic
def start_improvement(
    *, improvement: Improvement, actor: Actor, version: int | None = None
) -> Improvement:
    """Begin. Raises TransitionNotAllowed. Emits improvement.started."""
    return _move(improvement, actor, "start", version)


@transaction.atomic
def finish_improvement(
    *, improvement: Improvement, actor: Actor, actual_result: str, version: int | None = None
) -> Improvement:
    """It is done: say what came of it, beside what was expected.

    Raises RuleViolation("result_required"), TransitionNotAllowed. Emits improvement.finished.
    """
    words = _words(actual_result, "actual_result", "Say what came of it.", 1000)
    return _move(improvement, actor, "finish", version, actual_result=words, finished_at=timezone.now())  # fmt: skip


@transaction.atomic
def drop_improvement(
    *, improvement: Improvement, actor: Actor, why_dropped: str, version: int | None = None
) -> Improvement:
    """It will not be done, and why. Raises RuleViolation("reason_required"), TransitionNotAllowed. Emits improvement.dropped."""
    words = _words(why_dropped, "why_dropped", "Say why it is not done.", 500)
    return _move(improvement, actor, "drop", version, why_dropped=words, finished_at=timezone.now())


def _move(
    improvement: Improvement, actor: Actor, verb: str, version: int | None, **fields: Any
) -> Improvement:
    improvement = _lock(improvement.pk, version)
    move = states.LIFECYCLE.move(improvement.state, verb)
    improvement.state, improvement.version = move.target, improvement.version + 1
    for name, value in fields.items():
        setattr(improvement, name, value)
    improvement.save(update_fields=["state", "version", *fields])
    _emit(move.event, improvement, actor)
    return improvement


def _emit(past: str, improvement: Improvement, actor: Actor, **data: Any) -> None:
    about = None
    if improvement.ticket_id:
        about = ("ticket", improvement.ticket_id)
    elif improvement.signal_id:
        about = ("signal", improvement.signal_id)
    emit(f"improvement.{past}", subject=improvement, about=about, actor=actor,
         service_id=improvement.service_id, data={"ref": improvement.ref, **data})  # fmt: skip


def _words(text: str, field: str, ask: str, most: int = 500) -> str:
    words = " ".join(text.split())[:most]
    if not words:
        raise RuleViolation(f"{field}_required", ask, field=field)
    return words


def _priority(number: int) -> int:
    if number not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    return number


def _lock(pk: int, version: int | None) -> Improvement:
    rows = Improvement.objects.select_for_update(of=("self",)).select_related("service")
    improvement = rows.get(pk=pk)
    if version is not None and improvement.version != version:
        raise StaleVersion(improvement.version)
    return improvement
