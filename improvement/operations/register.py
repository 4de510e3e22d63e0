"""The verbs of the register: raise, change, assess, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from improvement.models import Improvement
from improvement.operations import deciding
from improvement.operations.records import lock, moment, move, tell, words
from metrics import operations as metrics
from svs import gates
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import date, datetime

    from improvement.queries import Source
    from svs.events.actor import Actor

MATERIAL = ("issue", "expected_impact", "owner_id", "service_id", "rule_id")
FIELDS = ("issue", "expected_impact", "owner_id", "priority", "target_date", "service_id", "rule_id")  # fmt: skip
ASK_ISSUE = "Say what is wrong."
ASK_IMPACT = "Say what should be better afterwards, and how it will show."


@transaction.atomic
def raise_improvement(
    *, actor: Actor, source: Source, issue: str, expected_impact: str, owner_id: int, target_date: date,
    priority: int = 3, at: datetime | None = None,
) -> Improvement:  # fmt: skip
    """Put something to do better into the register; raised on a signal, it answers the signal.

    `at` is a moment of the past (demo, import): it is told as history.
    Raises RuleViolation("issue_required", "expected_impact_required", "date_passed", "bad_priority"), and what answering
    raises. Emits improvement.raised.
    """
    if at is None and target_date < timezone.localdate():
        raise RuleViolation("date_passed", "The target date has passed already.", field="target_date")  # fmt: skip
    improvement = Improvement(
        issue=words(issue, "issue", ASK_ISSUE, 300), owner_id=owner_id, target_date=target_date,
        expected_impact=words(expected_impact, "expected_impact", ASK_IMPACT), priority=_priority(priority),
        service=source.service, ticket=source.ticket, signal=source.signal, rule=source.rule, found_key=source.found_key,
        raised_by_id=actor.user_id, raised_at=moment(at),
    )  # fmt: skip
    improvement.save(force_insert=True)
    improvement.refresh_from_db(fields=["ref", "rank"])
    if source.signal is not None:
        metrics.answer_signal(signal=source.signal, actor=actor, answer="improvement", ref=improvement.ref)  # fmt: skip
    tell("raised", improvement, actor, at)
    return improvement


@transaction.atomic
def change_improvement(
    *, improvement: Improvement, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Improvement:
    """Change what it says, whose it is, when it is due, its service or its rule.

    Whatever deciders were asked about is asked anew. Raises StaleVersion, RuleViolation as raising does, and "service_on_trial" once a trial rests on the service's measure.
    Emits improvement.changed.
    """
    improvement = lock(improvement.pk, version)
    fields = _said(fields)
    changed = [n for n in FIELDS if n in fields and getattr(improvement, n) != fields[n]]
    if not changed:
        return improvement
    if "service_id" in changed and improvement.trials.exists():
        raise RuleViolation("service_on_trial", "Its trial is on a measure of this service.", field="service")  # fmt: skip
    told: dict[str, Any] = {"fields": changed}
    if "owner_id" in changed:
        told["was_owner"] = improvement.owner_id
    for name in changed:
        setattr(improvement, name, fields[name])
    improvement.version += 1
    improvement.save(update_fields=[*(n.removesuffix("_id") for n in changed), "version"])
    tell("changed", improvement, actor, **told)
    if not set(changed).isdisjoint(MATERIAL):
        deciding.edited(improvement, actor)
    return improvement


@transaction.atomic
def assess_improvement(
    *, improvement: Improvement, actor: Actor, impact: int, effort: int, risk: int, version: int | None = None,
    at: datetime | None = None,
) -> Improvement:  # fmt: skip
    """Say how much it would better, how much work it is and what could go wrong, each from 1 to 5: that ranks it.

    Other points than deciders were asked about are asked anew.
    Raises RuleViolation("bad_points"), TransitionNotAllowed. Emits improvement.assessed.
    """
    points = {"impact": impact, "effort": effort, "risk": risk}
    for name, point in points.items():
        if point not in range(1, 6):
            raise RuleViolation("bad_points", "Points are 1 to 5.", field=name)
    improvement = lock(improvement.pk, version)
    differs = any(getattr(improvement, name) != point for name, point in points.items())
    past = move(improvement, "assess", **points)
    improvement.refresh_from_db(fields=["rank"])
    tell(past, improvement, actor, at, **points)
    if differs:
        deciding.edited(improvement, actor)
    return improvement


@transaction.atomic
def drop_improvement(
    *, improvement: Improvement, actor: Actor, why_dropped: str, version: int | None = None, at: datetime | None = None
) -> Improvement:  # fmt: skip
    """It will not be done, and why. On trial it is discarded instead: that takes a verdict.

    Raises RuleViolation("why_dropped_required" or "verdict_first"), TransitionNotAllowed. Emits improvement.dropped.
    """
    said = words(why_dropped, "why_dropped", "Say why it is not done.")
    improvement = lock(improvement.pk, version)
    if improvement.trials.filter(verdict="").exists():
        raise RuleViolation("verdict_first", "It is on trial: end the trial and discard it, with a because.")  # fmt: skip
    past = move(improvement, "drop", why_dropped=said, finished_at=moment(at))
    gates.withdraw(deciding.KIND, improvement.pk, actor=actor)
    tell(past, improvement, actor, at)
    return improvement


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept. Raises RuleViolation."""
    for name, ask, most in (("issue", ASK_ISSUE, 300), ("expected_impact", ASK_IMPACT, 500)):
        if name in fields:
            fields = {**fields, name: words(fields[name], name, ask, most)}
    if "priority" in fields:
        _priority(fields["priority"])
    return fields


def _priority(number: int) -> int:
    if number not in (1, 2, 3, 4):
        raise RuleViolation("bad_priority", "Priority is 1 to 4.", field="priority")
    return number
