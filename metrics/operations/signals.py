"""A promise is looked at, a signal raised when it breaks, and the signal answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from metrics import queries, rules
from metrics.models import Kpi, Signal
from metrics.queries import Standing
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.events.outgoing import write_mail

if TYPE_CHECKING:
    from svs.events.models import DomainEvent

DAYS_TO_ANSWER = 5


def look_at(kpi: Kpi) -> Signal | None:
    """Hold an active measure against its promise; raise one signal when it goes over to missed. Emits signal.raised."""
    if kpi.state != Kpi.State.ACTIVE:
        return None
    return _hold(kpi, queries.standing_of(kpi, weeks=0))


@transaction.atomic
def look_at_services(service_ids: Collection[int]) -> None:
    """Hold every measure at work on these services against its promise: three statements and one for each that turned."""
    kpis = list(Kpi.objects.filter(service_id__in=service_ids, state=Kpi.State.ACTIVE).order_by("id"))  # fmt: skip
    for shown in queries.standings_of(kpis, weeks=0):
        _hold(shown.kpi, shown)


def _hold(kpi: Kpi, shown: Standing) -> Signal | None:
    """Keep how it stands; raise one signal when it goes from anything else to missed and none is open."""
    before, kpi.standing = kpi.standing, shown.state
    if shown.state == before:
        return None
    Kpi.objects.filter(pk=kpi.pk).update(standing=shown.state)
    if shown.state != rules.MISSED or shown.value is None or shown.target is None:
        return None
    if kpi.signals.filter(answer="").exists():
        return None
    now, n = timezone.now(), shown.figure.n
    signal = Signal.objects.create(
        kpi=kpi, raised_at=now, day=shown.until or now.date(), value=shown.value, target=shown.target, n=n,
        due_at=now + timedelta(days=DAYS_TO_ANSWER),
    )  # fmt: skip
    emit("signal.raised", subject=signal, about=kpi, actor=SYSTEM_ACTOR, service_id=kpi.service_id,
         data={"value": shown.value, "target": shown.target, "n": n})  # fmt: skip
    return signal


@transaction.atomic
def answer_signal(
    *, signal: Signal, actor: Actor, answer: str, ref: str = "", reason: str = ""
) -> Signal:
    """Answer a signal: by a decision, by an improvement (both with their ref), or by saying why nothing is done.

    Raises RuleViolation("answered_already", "unknown_answer" or "reason_required"). Emits signal.answered.
    """
    signal = Signal.objects.select_for_update(of=("self",)).select_related("kpi").get(pk=signal.pk)
    if answer not in Signal.Answer.values:
        raise RuleViolation("unknown_answer", "There is no such answer.", field="answer")
    if not signal.is_open:
        raise RuleViolation("answered_already", "This signal has been answered.")
    if answer == Signal.Answer.NO_ACTION and len(reason.split()) < 3:
        raise RuleViolation("reason_required", "Say why nothing is to be done.", field="reason")
    signal.answer, signal.answer_ref, signal.reason = answer, ref, reason.strip()[:1000]
    signal.answered_at, signal.answered_by_id = timezone.now(), actor.user_id
    signal.save(update_fields=["answer", "answer_ref", "reason", "answered_at", "answered_by"])
    emit("signal.answered", subject=signal, about=signal.kpi, actor=actor, service_id=signal.kpi.service_id,
         data={"answer": answer, "ref": ref})  # fmt: skip
    return signal


def tell_owner(*, signal_id: int, event: DomainEvent) -> None:
    """Write to the owner of the measure that its promise was broken, with the rule they set and the way to answer."""
    signal = Signal.objects.select_related("kpi__owner", "kpi__service").get(pk=signal_id)
    kpi, measure = signal.kpi, rules.MEASURES[signal.kpi.measure]
    if kpi.owner is None or not kpi.owner.is_active:
        return
    body = (
        f"{kpi.service.name}: {measure.name.lower()} was {rules.words_for(signal.value, measure.unit)} over four weeks, "
        f"{rules.promise_words(measure, signal.target)} is promised.\n\nThe rule you set: {kpi.decision_rule}\n\n"
        f"Decide, improve, or say why not: {settings.SVS_BASE_URL}/signals/{signal.pk}/"
    )
    write_mail(
        recipient=kpi.owner.email, subject=f"{kpi.service.name}: a promise is broken", body=body,
        key=f"signal {signal.pk} raised", event=event,
    )  # fmt: skip
