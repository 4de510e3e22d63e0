"""The verbs of measures: propose, promise, put to work, retire; raise a signal and answer it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from metrics import bulk, queries, rules
from metrics.models import Kpi, KpiTarget, Signal
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.events.outgoing import write_mail
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.events.models import DomainEvent

DAYS_TO_ANSWER = 5
FIELDS = ("outcome_id", "owner_id", "decision_rule", "review_date")


@transaction.atomic
def propose_kpi(
    *,
    actor: Actor,
    measure: str,
    service_id: int,
    target_seconds: int | None = None,
    **fields: Any,
) -> Kpi:
    """Propose a measure for a service; it works only once it is whole and put to work.

    Raises RuleViolation("unknown_measure" or "kpi_exists"). Emits kpi.proposed.
    """
    if measure not in rules.MEASURES:
        raise RuleViolation("unknown_measure", "There is no such measure.", field="measure")
    try:
        with transaction.atomic():
            kpi = Kpi.objects.create(measure=measure, service_id=service_id, **fields)
    except IntegrityError as error:
        raise RuleViolation(
            "kpi_exists", "This service has that measure already.", field="measure"
        ) from error
    emit("kpi.proposed", subject=kpi, actor=actor, service_id=service_id, data={"measure": measure})
    if target_seconds:
        _promise(kpi, actor, target_seconds, timezone.localdate())
    return kpi


@transaction.atomic
def change_kpi(
    *, kpi: Kpi, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Kpi:
    """Change outcome, owner, decision rule, review date or target (in seconds, from today on).

    Raises StaleVersion; RuleViolation("kpi_incomplete") when an active measure would lose what makes it whole.
    Emits kpi.changed, kpi.target_set.
    """
    kpi = _lock(kpi.pk, version)
    target = fields.get("target_seconds")
    changed = [name for name in FIELDS if name in fields and getattr(kpi, name) != fields[name]]
    for name in changed:
        setattr(kpi, name, fields[name])
    if kpi.state == Kpi.State.ACTIVE:
        _require_whole(kpi, target or queries.target_of(kpi))
    if changed:
        kpi.version += 1
        kpi.save(update_fields=[*(n.removesuffix("_id") for n in changed), "version"])
        emit("kpi.changed", subject=kpi, actor=actor, service_id=kpi.service_id, data={"fields": changed})  # fmt: skip
    if target and target != queries.target_of(kpi):
        _promise(kpi, actor, target, timezone.localdate())
        look_at(kpi)
    return kpi


@transaction.atomic
def activate_kpi(*, kpi: Kpi, actor: Actor, version: int | None = None) -> Kpi:
    """Put a measure to work: from now on a broken promise raises a signal.

    Raises RuleViolation("kpi_incomplete", "value_statement" or "wrong_state"). Emits kpi.activated.
    """
    kpi = _lock(kpi.pk, version)
    if kpi.state != Kpi.State.PROPOSED:
        raise RuleViolation("wrong_state", "Only a proposed measure can be put to work.")
    _require_whole(kpi, queries.target_of(kpi))
    services.check_promises(kpi.service)
    kpi.state, kpi.version = Kpi.State.ACTIVE, kpi.version + 1
    kpi.save(update_fields=["state", "version"])
    emit("kpi.activated", subject=kpi, actor=actor, service_id=kpi.service_id, data={})
    look_at(kpi)
    return kpi


@transaction.atomic
def retire_kpi(*, kpi: Kpi, actor: Actor, version: int | None = None) -> Kpi:
    """Retire a measure: its numbers stay readable, its signals stop. Raises RuleViolation("wrong_state"). Emits kpi.retired."""
    kpi = _lock(kpi.pk, version)
    if kpi.state == Kpi.State.RETIRED:
        raise RuleViolation("wrong_state", "It is retired already.")
    kpi.state, kpi.version = Kpi.State.RETIRED, kpi.version + 1
    kpi.save(update_fields=["state", "version"])
    emit("kpi.retired", subject=kpi, actor=actor, service_id=kpi.service_id, data={})
    return kpi


@transaction.atomic
def look_at(kpi: Kpi) -> Signal | None:
    """Hold an active measure against its promise; raise one signal when it goes from kept or unknown to missed.

    Looks at the last four weeks up to the newest day with data. Emits signal.raised.
    """
    if kpi.state != Kpi.State.ACTIVE:
        return None
    day, figure = queries.latest(kpi)
    target = queries.target_of(kpi)
    value = figure.of(rules.MEASURES[kpi.measure].statistic)
    standing = rules.standing(value, figure.n, target)
    before, kpi.standing = kpi.standing, standing
    if standing == before:
        return None
    Kpi.objects.filter(pk=kpi.pk).update(standing=standing)
    if standing != rules.MISSED or value is None or target is None or day is None:
        return None
    if kpi.signals.filter(answer="").exists():
        return None
    now = timezone.now()
    signal = Signal.objects.create(
        kpi=kpi, raised_at=now, day=day, value=value, target=target, n=figure.n,
        due_at=now + timedelta(days=DAYS_TO_ANSWER),
    )  # fmt: skip
    emit("signal.raised", subject=signal, about=kpi, actor=SYSTEM_ACTOR, service_id=kpi.service_id,
         data={"value": value, "target": target, "n": figure.n})  # fmt: skip
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


@transaction.atomic
def refresh(tickets: dict[int, set[int]], moments: set[tuple[int, datetime]]) -> None:
    """Count anew the days that these tickets (with the services they left) touch, and touched at these moments.

    Then hold the services' measures against them. Emits signal.raised where a promise breaks.
    """
    keys = queries.touched(tickets, moments)
    bulk.recompute(keys)
    for kpi in Kpi.objects.filter(
        service_id__in={service_id for service_id, _ in keys}, state=Kpi.State.ACTIVE
    ):
        look_at(kpi)


def tell_owner(*, signal_id: int, event: DomainEvent) -> None:
    """Write to the owner of the measure that its promise was broken, with the rule they set and the way to answer."""
    signal = Signal.objects.select_related("kpi__owner", "kpi__service").get(pk=signal_id)
    kpi, name = signal.kpi, rules.MEASURES[signal.kpi.measure].name
    if kpi.owner is None or not kpi.owner.is_active:
        return
    body = (
        f"{kpi.service.name}: {name.lower()} was {rules.words_for(signal.value)} over four weeks, "
        f"{rules.words_for(signal.target)} is promised.\n\nThe rule you set: {kpi.decision_rule}\n\n"
        f"Decide, improve, or say why not: {settings.SVS_BASE_URL}/signals/{signal.pk}/"
    )
    write_mail(
        recipient=kpi.owner.email, subject=f"{kpi.service.name}: a promise is broken", body=body,
        key=f"signal {signal.pk} raised", event=event,
    )  # fmt: skip


def _promise(kpi: Kpi, actor: Actor, seconds: int, since: date) -> None:
    KpiTarget.objects.update_or_create(kpi=kpi, since=since, defaults={"seconds": seconds})
    emit("kpi.target_set", subject=kpi, actor=actor, service_id=kpi.service_id, data={"seconds": seconds})  # fmt: skip


def _require_whole(kpi: Kpi, target: int | None) -> None:
    faults = rules.vanity(kpi.outcome_id, kpi.owner_id, kpi.decision_rule, target)
    if faults:
        raise RuleViolation("kpi_incomplete", " ".join(faults))


def _lock(pk: int, version: int | None) -> Kpi:
    kpi = Kpi.objects.select_for_update(of=("self",)).select_related("service").get(pk=pk)
    if version is not None and kpi.version != version:
        raise StaleVersion(kpi.version)
    return kpi
