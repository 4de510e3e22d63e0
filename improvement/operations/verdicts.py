"""The verdict on a trial: kept, adapted or discarded, with a because, on evidence that is frozen and sealed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from improvement import queries, states
from improvement.models import Guard, Improvement, Trial
from improvement.operations import plans
from improvement.operations.records import lock, moment, move, tell, tell_trial, words
from improvement.operations.trials import DAYS_TO_JUDGE, open_trial
from improvement.rules import evidence, judging
from practices.automation import operations as automation

if TYPE_CHECKING:
    from datetime import datetime

    from svs.events.actor import Actor

ASK_BECAUSE = "Say why. The trial cannot be closed without it."


@transaction.atomic
def keep_trial(
    *, improvement: Improvement, actor: Actor, because: str, version: int | None = None, at: datetime | None = None
) -> Trial:  # fmt: skip
    """It stays: the improvement closes with its measured difference, and what it saved counts as value told.

    Raises RuleViolation("because_required"), StaleVersion, TransitionNotAllowed.
    Emits trial.kept, improvement.verdict_given, improvement.closed.
    """
    improvement, trial = _judge(improvement, actor, "keep", states.KEPT, because, version, at)
    saved = evidence.saved(trial.evidence)
    if saved is not None:
        trial.saved, trial.saved_low, trial.saved_high = saved
        trial.save(update_fields=["saved", "saved_low", "saved_high"])
    tell("closed", improvement, actor, at, verdict=states.KEPT)
    return trial


@transaction.atomic
def discard_trial(
    *, improvement: Improvement, actor: Actor, because: str, takes_back: str = "", version: int | None = None,
    at: datetime | None = None,
) -> Trial:  # fmt: skip
    """It does not stay: the evidence does, so that nobody tries it again unknowing; the rule it names is switched off.

    `takes_back` says what else must be undone. Raises RuleViolation("because_required"), StaleVersion,
    TransitionNotAllowed. Emits trial.discarded, improvement.verdict_given, improvement.closed, and rule.disabled.
    """
    improvement, trial = _judge(
        improvement, actor, "discard", states.DISCARDED, because, version, at,
        takes_back=" ".join(takes_back.split())[:500],
    )  # fmt: skip
    if improvement.rule is not None and improvement.rule.state == "ENABLED":
        automation.disable_rule(rule=improvement.rule, actor=actor, why=f"{improvement.ref} was discarded.")  # fmt: skip
    tell("closed", improvement, actor, at, verdict=states.DISCARDED)
    return trial


@transaction.atomic
def adapt_trial(
    *, improvement: Improvement, actor: Actor, because: str, change: str, hoped: float, ends_on: date,
    version: int | None = None, at: datetime | None = None,
) -> Trial:  # fmt: skip
    """One thing changes and it is tried again: a new trial, with the numbers of this one as its baseline.

    Raises RuleViolation("because_required", "change_required", "no_hope", "bad_end", "baseline_too_small"), StaleVersion,
    TransitionNotAllowed. Emits trial.adapted, improvement.verdict_given, trial.started.
    """
    now = moment(at)
    today = timezone.localdate(now)
    improvement, old = _judge(improvement, actor, "adapt", states.ADAPTED, because, version, at)
    plans.check_enough(old.evidence["n_trial"], "change")
    said = plans.hypothesis(change, old.effect, old.reason)
    trial = Trial.objects.create(
        improvement=improvement, number=old.number + 1, kpi=old.kpi, kpi_version=old.kpi.version, **said,
        hoped=plans.check_hope(hoped), baseline=old.evidence["trial"], starts_on=today,
        ends_on=plans.check_end(ends_on, today), started_by_id=actor.user_id, started_at=now,
        verdict_due=ends_on + timedelta(days=DAYS_TO_JUDGE),
    )  # fmt: skip
    for guard in old.guards.select_related("kpi").order_by("id"):
        window = queries.window_of(guard.kpi, old.starts_on, old.ended_on or old.ends_on)
        Guard.objects.create(
            trial=trial, kpi=guard.kpi, bound=guard.bound, baseline=window.record()
        )
    tell_trial("started", trial, improvement, actor, at, kpi_id=trial.kpi_id, n=old.evidence["n_trial"], ends_on=trial.ends_on)  # fmt: skip
    return trial


def _judge(
    improvement: Improvement, actor: Actor, verb: str, verdict: str, because: str, version: int | None,
    at: datetime | None, **fields: Any,
) -> tuple[Improvement, Trial]:  # fmt: skip
    """Freeze the evidence under a seal, write the verdict, move the improvement."""
    said = words(because, "because", ASK_BECAUSE, 1000)
    now = moment(at)
    improvement = lock(improvement.pk, version)
    states.LIFECYCLE.move(improvement.state, verb)
    trial = open_trial(improvement)
    trial.evidence = {**evidence.build(queries.material_of(trial)), "taken_at": now.isoformat()}
    trial.seal = judging.seal(trial.evidence)
    trial.verdict, trial.because, trial.judged_by_id, trial.judged_at = verdict, said, actor.user_id, now  # fmt: skip
    for name, value in fields.items():
        setattr(trial, name, value)
    trial.save()
    closing = {} if verdict == states.ADAPTED else {"finished_at": now, "actual_result": _result(trial)}  # fmt: skip
    past = move(improvement, verb, verdict=verdict, **closing)
    found = trial.evidence["difference"] or {}
    numbers = {name: found.get(name) for name in ("estimate", "low", "high")}
    tell_trial(past, trial, improvement, actor, at, seal=trial.seal, **numbers)
    tell(
        "verdict_given",
        improvement,
        actor,
        at,
        verdict=verdict,
        trial=trial.number,
        seal=trial.seal,
    )
    return improvement, trial


def _result(trial: Trial) -> str:
    """What came of it, in the numbers' own sentences."""
    return f"{trial.evidence['heading']} {trial.evidence['why']}"[:1000]
