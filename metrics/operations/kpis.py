"""The verbs of a measure at work: propose, promise, put to work, retire."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from metrics import queries, rules
from metrics.models import Kpi, KpiTarget
from metrics.operations.signals import look_at
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import Actor
from svs.events.emit import emit
from svs.services import queries as services

FIELDS = ("outcome_id", "owner_id", "decision_rule", "review_date")


@transaction.atomic
def propose_kpi(
    *,
    actor: Actor,
    measure: str,
    service_id: int,
    promise: float | None = None,
    at_risk: float | None = None,
    since: date | None = None,
    **fields: Any,
) -> Kpi:
    """Propose a measure for a service; it works only once it is whole and put to work.

    The promise is in the measure's unit and in force from today, or from a day in the past where that was promised then.

    Raises RuleViolation("unknown_measure", "kpi_exists" or those of a promise). Emits kpi.proposed, kpi.target_set.
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
    if promise is not None:
        _promise(kpi, actor, promise, at_risk, min(since or queries.today(), queries.today()))
    return kpi


@transaction.atomic
def change_kpi(
    *, kpi: Kpi, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Kpi:
    """Change outcome, owner, decision rule, review date, or the promise from today on: weeks before keep theirs.

    Raises StaleVersion; RuleViolation("kpi_incomplete") when an active measure would lose what makes it whole, and those of a
    promise. Emits kpi.changed, kpi.target_set.
    """
    kpi = _lock(kpi.pk, version)
    before = queries.promise_of(kpi)
    value = fields.get("promise")
    changed = [name for name in FIELDS if name in fields and getattr(kpi, name) != fields[name]]
    for name in changed:
        setattr(kpi, name, fields[name])
    if kpi.state == Kpi.State.ACTIVE:
        _require_whole(kpi, before.value if value is None and before else value)
    if changed:
        kpi.version += 1
        kpi.save(update_fields=[*(n.removesuffix("_id") for n in changed), "version"])
        emit("kpi.changed", subject=kpi, actor=actor, service_id=kpi.service_id, data={"fields": changed})  # fmt: skip
    asked = _asked(before, fields)
    if asked and (before is None or asked != (before.value, before.at_risk)):
        _promise(kpi, actor, *asked, queries.today())
        look_at(kpi)
    return kpi


def _asked(before: rules.Promise | None, fields: dict[str, Any]) -> tuple[float, float | None] | None:  # fmt: skip
    """The promise that was asked for; what is not named stays."""
    value = fields.get("promise")
    if value is None:
        value = before.value if before else None
    if value is None:
        return None
    at_risk: float | None = before.at_risk if before else None
    return value, fields.get("at_risk", at_risk)


@transaction.atomic
def activate_kpi(*, kpi: Kpi, actor: Actor, version: int | None = None) -> Kpi:
    """Put a measure to work: from now on a broken promise raises a signal.

    Raises RuleViolation("kpi_incomplete", "value_statement" or "wrong_state"). Emits kpi.activated.
    """
    kpi = _lock(kpi.pk, version)
    if kpi.state != Kpi.State.PROPOSED:
        raise RuleViolation("wrong_state", "Only a proposed measure can be put to work.")
    _require_whole(kpi, queries.promise_of(kpi))
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


def _promise(kpi: Kpi, actor: Actor, value: float, at_risk: float | None, since: date) -> None:
    """Raises RuleViolation("bad_promise" or "bad_at_risk")."""
    measure = rules.MEASURES[kpi.measure]
    if not 0 < value <= (31_536_000 if measure.is_time else 1):
        words = "at most a year" if measure.is_time else "between 0 and 100 %"
        raise RuleViolation("bad_promise", f"A promise of this measure lies {words}.", field="promise")  # fmt: skip
    if at_risk is not None and (at_risk <= 0 or rules.beyond(measure, at_risk, value)):
        side = "less" if measure.is_time else "more"
        raise RuleViolation("bad_at_risk", f"It is at risk while still kept: say {side} than the promise.", field="at_risk")  # fmt: skip
    KpiTarget.objects.update_or_create(kpi=kpi, since=since, defaults={"promise": value, "at_risk": at_risk})  # fmt: skip
    emit("kpi.target_set", subject=kpi, actor=actor, service_id=kpi.service_id,
         data={"promise": value, "at_risk": at_risk, "since": since.isoformat()})  # fmt: skip


def _require_whole(kpi: Kpi, promise: object) -> None:
    faults = rules.vanity(kpi.outcome_id, kpi.owner_id, kpi.decision_rule, promise)
    if faults:
        raise RuleViolation("kpi_incomplete", " ".join(faults))


def _lock(pk: int, version: int | None) -> Kpi:
    kpi = Kpi.objects.select_for_update(of=("self",)).select_related("service").get(pk=pk)
    if version is not None and kpi.version != version:
        raise StaleVersion(kpi.version)
    return kpi
