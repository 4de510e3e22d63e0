"""The verbs of a trial until it ends: start, extend once, end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from improvement import queries
from improvement.models import Guard, Improvement, Trial
from improvement.operations import deciding, plans
from improvement.operations.records import lock, moment, move, tell_trial, words
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import datetime

    from improvement.operations.plans import Plan
    from svs.events.actor import Actor

DAYS_TO_JUDGE = 3


@transaction.atomic
def start_trial(
    *, improvement: Improvement, actor: Actor, plan: Plan, version: int | None = None, at: datetime | None = None
) -> Trial:  # fmt: skip
    """Try an assessed improvement on a measure: what is believed is written down, and the numbers before are frozen.

    Only what passed those who decide is tried; the past (`at`) is told as it was.
    Raises StaleVersion, TransitionNotAllowed, RuleViolation("not_approved", "CHANGE_required", "no_service", "bad_kpi", "no_hope",
    "bad_end", "bad_baseline", "baseline_too_small", "bad_guard"). Emits trial.started.
    """
    now = moment(at)
    today = timezone.localdate(now)
    improvement = lock(improvement.pk, version)
    past = move(improvement, "start")
    if at is None:
        deciding.check_passed(improvement)
    kpi = plans.measure_for(improvement, plan.kpi_id)
    since, until = plans.days_before(plan, today)
    before = queries.window_of(kpi, since, until)
    plans.check_enough(len(before.values), "since")
    trial = Trial(
        improvement=improvement, number=improvement.trials.count() + 1, kpi=kpi, kpi_version=kpi.version,
        **plans.hypothesis(plan.change, plan.effect, plan.reason), hoped=plans.check_hope(plan.hoped),
        baseline=before.record(), starts_on=today, ends_on=plans.check_end(plan.ends_on, today),
        started_by_id=actor.user_id, started_at=now, verdict_due=plan.ends_on + timedelta(days=DAYS_TO_JUDGE),
    )  # fmt: skip
    guards = plans.guards_for(improvement, plan)
    trial.save(force_insert=True)
    for guarded, bound in guards:
        window = queries.window_of(guarded, since, until)
        Guard.objects.create(trial=trial, kpi=guarded, bound=bound, baseline=window.record())
    tell_trial(past, trial, improvement, actor, at, kpi_id=kpi.pk, n=len(before.values), ends_on=trial.ends_on)  # fmt: skip
    return trial


@transaction.atomic
def extend_trial(
    *, improvement: Improvement, actor: Actor, ends_on: date, why: str, version: int | None = None,
    at: datetime | None = None,
) -> Trial:  # fmt: skip
    """Let a trial run longer: once, with a reason.

    Raises RuleViolation("why_required", "extended_already", "bad_end"), TransitionNotAllowed. Emits trial.extended.
    """
    said = words(why, "why", "Say why it needs longer.")
    now = moment(at)
    improvement = lock(improvement.pk, version)
    past = move(improvement, "extend")
    trial = open_trial(improvement)
    if trial.extended_at is not None:
        raise RuleViolation("extended_already", "A trial is extended once. Give a verdict; that nobody can tell is one.", field="ends_on")  # fmt: skip
    if ends_on <= trial.ends_on:
        raise RuleViolation(
            "bad_end", "Longer means a later day than it ends on now.", field="ends_on"
        )
    plans.check_end(ends_on, timezone.localdate(now))
    trial.extended_at, trial.extended_from, trial.why_extended = now, trial.ends_on, said
    trial.ends_on, trial.verdict_due = ends_on, ends_on + timedelta(days=DAYS_TO_JUDGE)
    trial.ended_at, trial.ended_on = None, None
    trial.save()
    tell_trial(past, trial, improvement, actor, at, was=trial.extended_from, ends_on=ends_on)
    return trial


@transaction.atomic
def end_trial(
    *, improvement: Improvement, actor: Actor, why: str = "", version: int | None = None, at: datetime | None = None
) -> Trial:  # fmt: skip
    """Its time is over, or it is stopped early, with a reason. From now on it waits for its verdict.

    Raises RuleViolation("why_required"), TransitionNotAllowed. Emits trial.ended.
    """
    now = moment(at)
    today = timezone.localdate(now)
    improvement = lock(improvement.pk, version)
    past = move(improvement, "end")
    trial = open_trial(improvement)
    is_early = today <= trial.ends_on
    trial.why_ended = words(why, "why", "Say why it ends early.") if is_early else ""
    trial.ended_at, trial.ended_on = now, min(today, trial.ends_on)
    trial.verdict_due = trial.ended_on + timedelta(days=DAYS_TO_JUDGE)
    trial.save(update_fields=["why_ended", "ended_at", "ended_on", "verdict_due"])
    tell_trial(past, trial, improvement, actor, at, early=is_early, verdict_due=trial.verdict_due)
    return trial


def open_trial(improvement: Improvement) -> Trial:
    """The trial without a verdict. The improvement is locked."""
    return improvement.trials.select_related("kpi").get(verdict="")
