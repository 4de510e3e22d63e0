"""Trials with their numbers: frozen where a verdict was given, worked out anew from the measure while they run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from improvement import access
from improvement.models import Trial
from improvement.rules import evidence
from improvement.rules.evidence import Guarded, Material, Subject, Window
from metrics import access as metrics_access
from metrics import queries as metrics
from metrics import rules as metrics_rules
from practices.automation import access as automation_access
from svs.permissions.access import get_or_404

if TYPE_CHECKING:
    from collections.abc import Collection

    from improvement.models import Improvement
    from metrics.models import Kpi
    from svs.accounts.models import User

YEAR = timedelta(days=364)  # the same days of the week
TRIED = ("median", "mean", "share")


def can_be_tried(kpi: Kpi) -> bool:
    """Single values of single cases can be compared; levels at the end of a day and ratios of sums cannot."""
    measure = metrics_rules.MEASURES[kpi.measure]
    return measure.statistic in TRIED and not measure.is_stock and bool(measure.source)


def kpis_for(user: User, service_id: int | None) -> list[Kpi]:
    """The measures at work on a service that a trial can be held against."""
    if service_id is None:
        return []
    found = metrics_access.kpis_visible_to(user).filter(service_id=service_id, state="ACTIVE")
    return [kpi for kpi in found.select_related("service").order_by("measure", "id") if can_be_tried(kpi)]  # fmt: skip


def kpi_ids(user: User, refs: Collection[str]) -> dict[str, int]:
    """The id behind each of these numbers of measures; 0, which no measure has, where this person sees none."""
    seen = metrics_access.kpis_visible_to(user).filter(ref__in=refs).values_list("ref", "pk")
    return {**dict.fromkeys(refs, 0), **dict(seen)}


def rules_for(user: User) -> Any:
    """The rules this person may name as what a trial rests on."""
    rows = automation_access.visible_to(user)
    return (rows if automation_access.may_write(user) else rows.none()).order_by("position", "id")


def subject_of(kpi: Kpi) -> Subject:
    """A measure as it is defined now."""
    measure = metrics_rules.MEASURES[kpi.measure]
    return Subject(
        str(kpi.ref), kpi.version, kpi.measure, measure.name, measure.unit,
        measure.statistic, measure.formula, measure.better == "more",
    )  # fmt: skip


def window_of(kpi: Kpi, since: date, until: date) -> Window:
    """Every value of a measure in these days: one statement."""
    return Window(since, until, metrics.values_by_day(kpi, since, until))


def until_now(trial: Trial) -> date:
    """The last day of the trial that has begun."""
    return max(trial.starts_on, min(trial.ended_on or trial.ends_on, timezone.localdate()))


def material_of(trial: Trial) -> Material:
    """The frozen numbers before, the numbers in the trial so far, and its guards; a statement for each measure."""
    until = until_now(trial)
    guards = [
        Guarded(
            subject_of(guard.kpi), guard.bound, Window.of(guard.baseline),
            window_of(guard.kpi, trial.starts_on, until),
        )
        for guard in trial.guards.select_related("kpi").order_by("id")
    ]  # fmt: skip
    year_ago = window_of(trial.kpi, trial.starts_on - YEAR, until - YEAR)
    return Material(
        subject_of(trial.kpi), trial.hoped, Window.of(trial.baseline), window_of(trial.kpi, trial.starts_on, until),
        guards, year_ago if year_ago.days else None,
    )  # fmt: skip


def evidence_of(trial: Trial) -> dict[str, Any]:
    """What the verdict rested on, or would rest on today."""
    return trial.evidence if trial.evidence else evidence.build(material_of(trial))


def changed_since(trial: Trial) -> list[dict[str, Any]]:
    """What the measure says today that it did not say when the evidence was frozen: two statements."""
    if not trial.evidence:
        return []
    windows = [
        window_of(trial.kpi, then.since, then.until)
        for then in (Window.of(trial.evidence[key]) for key in ("before", "trial"))
    ]
    return evidence.changed_since(trial.evidence, windows[0], windows[1])


def trials_of(improvement: Improvement) -> QuerySet[Trial]:
    """Its trials, the newest first."""
    return improvement.trials.select_related("kpi__service", "started_by", "judged_by").order_by("-number")  # fmt: skip


def trial_or_404(user: User, ref: str, number: int) -> Trial:
    """A trial of an improvement this person sees."""
    seen = access.visible_to(user)
    rows = Trial.objects.filter(improvement__in=seen).select_related(
        "improvement__owner", "improvement__service", "improvement__rule", "kpi__service", "started_by", "judged_by"
    )  # fmt: skip
    return get_or_404(user, "view", rows, improvement__ref=ref, number=number)


def overdue_verdicts(user: User) -> QuerySet[Trial]:
    """Verdicts past their day, longest first: visible to all who see the improvement."""
    return (
        Trial.objects.filter(
            verdict="", verdict_due__lt=timezone.localdate(), improvement__in=access.visible_to(user)
        )
        .select_related("improvement__owner", "improvement__service")
        .order_by("verdict_due", "id")
    )  # fmt: skip
