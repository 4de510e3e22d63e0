"""What the calendar does to trials: they end on their day, and their owners are told, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from improvement import states
from improvement.models import Trial
from improvement.operations.trials import end_trial
from svs.events.actor import SYSTEM_ACTOR
from svs.events.outgoing import write_mail

if TYPE_CHECKING:
    from svs.events.models import DomainEvent


def end_due_trials() -> int:
    """End every trial whose last day is over; returns how many."""
    over = Trial.objects.filter(
        verdict="", improvement__state=states.TRIAL, ends_on__lt=timezone.localdate()
    ).select_related("improvement")
    ended = 0
    for trial in over.order_by("ends_on", "id"):
        end_trial(improvement=trial.improvement, actor=SYSTEM_ACTOR)
        ended += 1
    return ended


def tell_verdict_is_due(*, trial_id: int, event: DomainEvent) -> None:
    """Write to the owner that a trial has ended and by when its verdict is due."""
    trial = Trial.objects.select_related("improvement__owner").filter(pk=trial_id, verdict="").first()  # fmt: skip
    if trial is not None:
        _write(trial, "is due", f"The trial has ended. Your verdict is due on {trial.verdict_due:%d %b %Y}: keep, adapt or discard, and why.", event)  # fmt: skip


def remind_of_verdicts() -> int:
    """Write once to the owner of every verdict past its day; returns how many are overdue. Repeating it writes nothing new."""
    overdue = Trial.objects.filter(
        verdict="", improvement__state=states.VERDICT, verdict_due__lt=timezone.localdate()
    ).select_related("improvement__owner")
    rows = list(overdue.order_by("verdict_due", "id"))
    for trial in rows:
        _write(trial, "is overdue", f"Your verdict was due on {trial.verdict_due:%d %b %Y}; everybody who sees the register sees that it is overdue.")  # fmt: skip
    return len(rows)


def _write(trial: Trial, what: str, body: str, event: DomainEvent | None = None) -> None:
    improvement = trial.improvement
    if not improvement.owner.is_active:
        return
    link = f"{settings.SVS_BASE_URL}/improvements/{improvement.ref}/trials/{trial.number}/"
    write_mail(
        recipient=improvement.owner.email, subject=f"{improvement.ref}: the verdict {what}",
        body=f"{improvement.issue}\n\n{body}\n\n{link}", event=event,
        key=f"trial {trial.pk} {trial.verdict_due} {what}",
    )  # fmt: skip
