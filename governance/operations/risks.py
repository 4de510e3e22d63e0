"""Risks: raised, weighed, accepted until a day by whoever has the right, expired, accepted anew, gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from governance.models import Risk
from governance.operations.register import words
from governance.queries import cases
from svs import gates
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from svs.events.actor import Actor

MATERIAL = ("statement", "likelihood", "impact", "service_id")
FIELDS = (*MATERIAL, "owner_id", "treatment")
LONGEST = timedelta(days=365)
OPEN, ACCEPTED, EXPIRED, CLOSED = Risk.State.OPEN, Risk.State.ACCEPTED, Risk.State.EXPIRED, Risk.State.CLOSED  # fmt: skip


@transaction.atomic
def raise_risk(
    *, actor: Actor, statement: str, likelihood: int, impact: int, owner_id: int, service_id: int | None = None, treatment: str = ""
) -> Risk:  # fmt: skip
    """Write down what could happen, how likely and how bad; nobody has accepted it yet.

    Raises RuleViolation("statement_required", "bad_points"). Emits risk.raised.
    """
    said = _checked({
        "statement": statement, "likelihood": likelihood, "impact": impact, "owner_id": owner_id, "service_id": service_id,
        "treatment": treatment,
    })  # fmt: skip
    authors = [actor.user_id] if actor.user_id else []
    risk = Risk(**said, raised_by_id=actor.user_id, raised_at=timezone.now(), authors=authors)
    risk.save(force_insert=True)
    risk.refresh_from_db(fields=["ref"])
    _tell("raised", risk, actor)
    return risk


@transaction.atomic
def edit_risk(*, risk: Risk, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Risk:  # fmt: skip
    """Change it. Another statement, likelihood, impact or service is another risk: its acceptance is void, and votes on it fall.

    Raises StaleVersion, RuleViolation("statement_required", "bad_points", "closed"). Emits risk.edited, and risk.voided where an
    acceptance falls.
    """
    risk = _lock(risk, version)
    said = _checked({name: fields[name] for name in FIELDS if name in fields})
    changed = [name for name, value in said.items() if getattr(risk, name) != value]
    if not changed:
        return risk
    for name in changed:
        setattr(risk, name, said[name])
    is_material = not set(MATERIAL).isdisjoint(changed)
    was_accepted, was_asked = risk.state == ACCEPTED, risk.asked_number is not None
    if is_material:
        risk.number += 1
        risk.authors = sorted({*risk.authors, *([actor.user_id] if actor.user_id else [])})
        if risk.state != CLOSED:
            risk.state = OPEN
        risk.asked_number = risk.number if was_asked else None
    _keep(risk)
    _tell("edited", risk, actor, fields=changed)
    if is_material and was_accepted:
        _tell("voided", risk, actor)
    if is_material and was_asked:
        gates.ask("risk", risk.pk, actor=actor)
        risk.refresh_from_db()
    return risk


@transaction.atomic
def ask_acceptance(*, risk: Risk, actor: Actor, until: date, version: int | None = None) -> Risk:
    """Ask whoever has the right to accept it until a day, at most a year from now; what is accepted stays so meanwhile.

    Raises RuleViolation("date_passed", "too_long", "asked_already", "closed"). Emits risk.acceptance_asked.
    """
    risk, today = _lock(risk, version), timezone.localdate()
    if risk.asked_number is not None:
        raise RuleViolation("asked_already", "It is before those who decide.")
    if until <= today:
        raise RuleViolation("date_passed", "Accept it until a day to come.", field="until")
    if until > today + LONGEST:
        raise RuleViolation("too_long", "A risk is accepted for a year at most: then somebody looks again.", field="until")  # fmt: skip
    risk.asked_number, risk.asked_until, risk.answer = risk.number, until, ""
    _keep(risk)
    _tell("acceptance_asked", risk, actor, until=until.isoformat())
    gates.ask("risk", risk.pk, actor=actor)
    risk.refresh_from_db()
    return risk


@transaction.atomic
def withdraw_asking(*, risk: Risk, actor: Actor, version: int | None = None) -> Risk:
    """Take the question back. Raises RuleViolation("not_asked"). Emits risk.withdrawn."""
    risk = _lock(risk, version)
    if risk.asked_number is None:
        raise RuleViolation("not_asked", "Nobody was asked about it.")
    risk.asked_number = risk.asked_until = None
    _keep(risk)
    _tell("withdrawn", risk, actor)
    gates.withdraw("risk", risk.pk, actor=actor)
    return risk


def decided(risk_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided: what they looked at is accepted until the day asked for. Emits risk.accepted, refused or lapsed."""
    risk = Risk.objects.select_for_update(of=("self",)).get(pk=risk_id)
    if risk.state == CLOSED or risk.asked_number != version or risk.number != version:
        return
    until, risk.asked_number, risk.asked_until = risk.asked_until, None, None
    risk.answer = " ".join(words.split())[:300]
    past = {gates.APPROVED: "accepted", gates.EXPIRED: "lapsed"}.get(answer, "refused")
    data = {}
    if answer == gates.APPROVED and until is not None:
        risk.state, risk.accept_until, risk.reminded_at = ACCEPTED, until, None
        risk.accepted_by_id, risk.accepted_at = actor.user_id, timezone.now()
        data = {"until": until.isoformat()}
    _keep(risk)
    _tell(past, risk, actor, **data)


@transaction.atomic
def close_risk(*, risk: Risk, actor: Actor, words_: str, version: int | None = None) -> Risk:
    """It cannot happen any more, or it did; say which. Raises RuleViolation("closed", "closed_words_required"). Emits risk.closed."""
    said = words(words_, "closed_words", "Say why it is gone.", 300)
    risk = _lock(risk, version)
    was_asked = risk.asked_number is not None
    risk.state, risk.closed_words, risk.closed_at = CLOSED, said, timezone.now()
    risk.asked_number = risk.asked_until = None
    _keep(risk)
    _tell("closed", risk, actor)
    if was_asked:
        gates.withdraw("risk", risk.pk, actor=actor)
    return risk


def expire_acceptances() -> int:
    """End every acceptance whose last day is over, each once however many look; returns how many. Emits risk.expired."""
    ended, today = 0, timezone.localdate()
    over = Risk.objects.filter(state=ACCEPTED, accept_until__lt=today)
    for pk in list(over.order_by("accept_until", "id").values_list("pk", flat=True)):
        with transaction.atomic():
            risk = over.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if risk is None:
                continue
            risk.state = EXPIRED
            _keep(risk)
            _tell("expired", risk, SYSTEM_ACTOR)
            ended += 1
    return ended


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    if "statement" in said:
        said["statement"] = words(said["statement"], "statement", "Say what could happen, and what it costs.", 300)  # fmt: skip
    for name in ("likelihood", "impact"):
        if name in said and said[name] not in range(1, 6):
            raise RuleViolation("bad_points", "From 1 to 5.", field=name)
    if "treatment" in said:
        said["treatment"] = " ".join(said["treatment"].split())[:500]
    return said


def _lock(risk: Risk, version: int | None) -> Risk:
    found = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    if found.state == CLOSED:
        raise RuleViolation("closed", "It is closed.")
    return found


def _keep(risk: Risk) -> None:
    risk.version += 1
    risk.save()


def _tell(past: str, risk: Risk, actor: Actor, **data: Any) -> None:
    emit(f"risk.{past}", subject=risk, actor=actor, service_id=risk.service_id, data={"ref": risk.ref, **data})  # fmt: skip


def hold(pk: int) -> None:
    """Lock it ahead of the votes on it."""
    Risk.objects.select_for_update(of=("self",)).get(pk=pk)


gates.register(gates.Matter("risk", "Risk", cases.risk_case, decided, hold))
