"""Escalations: opened on something nobody decided, taken a rung up when their time is over, decided or settled by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.models import Decision, Escalation
from governance.operations.opened import write
from governance.operations.register import record_decision, words
from governance.queries import escalations as queries
from metrics.queries import signals
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.permissions.models import Grant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from governance.queries.escalations import Subject
    from svs.events.actor import Actor

LONGEST_PATH, MOST_HOURS = 5, 240
OPEN = Escalation.State.OPEN


@transaction.atomic
def open_escalation(*, actor: Actor, subject: Subject, why: str, path: Sequence[int], hours: int = 24) -> Escalation:  # fmt: skip
    """Put something before the first of a path that ends with a sponsor; each has so many hours, then it goes a rung up.

    Raises RuleViolation("why_required", "path_required", "path_too_long", "twice_on_path", "unknown_person", "sponsor_last",
    "bad_hours", "settled", "escalated_already"). Emits escalation.opened.
    """
    said = words(why, "why", "Say what waits for a decision, and what it costs to wait.", 300)
    _check_path(path)
    if not 1 <= hours <= MOST_HOURS:
        raise RuleViolation("bad_hours", f"Each rung has from 1 to {MOST_HOURS} hours.", field="hours")  # fmt: skip
    if subject.is_settled:
        raise RuleViolation("settled", "It is settled already.")
    if Escalation.objects.filter(
        subject_type=subject.type, subject_id=subject.pk, state=OPEN
    ).exists():
        raise RuleViolation("escalated_already", "It is escalated already.")
    now = timezone.now()
    escalation = Escalation(
        subject_type=subject.type, subject_id=subject.pk, subject_ref=subject.ref, title=subject.title[:200], url=subject.url,
        service_id=subject.service_id, why=said, path=list(path), hours=hours, due_at=now + timedelta(hours=hours),
        reached=[now.isoformat()], opened_at=now, opened_by_id=actor.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            escalation.save(force_insert=True)
    except IntegrityError:  # somebody was quicker
        raise RuleViolation("escalated_already", "It is escalated already.") from None
    escalation.refresh_from_db(fields=["ref"])
    _let_see(escalation)
    _tell("opened", escalation, actor)
    return escalation


def _check_path(path: Sequence[int]) -> None:
    if not path:
        raise RuleViolation("path_required", "Say who is asked.", field="path")
    if len(path) > LONGEST_PATH:
        raise RuleViolation("path_too_long", f"At most {LONGEST_PATH} rungs.", field="path")
    if len(set(path)) < len(path):
        raise RuleViolation("twice_on_path", "Each person stands on one rung.", field="path")
    if not queries.are_there(path):
        raise RuleViolation("unknown_person", "There is no such person with a role.", field="path")
    if path[-1] not in queries.sponsor_ids():
        raise RuleViolation("sponsor_last", "The last rung is the sponsor: somebody must be able to end it.", field="path")  # fmt: skip


@transaction.atomic
def decide_escalation(
    *, escalation: Escalation, actor: Actor, what_was_decided: str, expected_effect: str = "", review_date: date | None = None,
    version: int | None = None,
) -> Escalation:  # fmt: skip
    """Decide it, as whoever holds the rung or any above. With an expected effect and a day it becomes a decision of the register.

    Raises StaleVersion, RuleViolation("over", "not_on_rung", "what_was_decided_required", "expected_effect_required"), and what
    recording a decision raises. Emits escalation.decided.
    """
    said = words(what_was_decided, "what_was_decided", "Say what is decided.", 500)
    escalation = _lock(escalation.pk)
    if version is not None and escalation.version != version:
        raise StaleVersion(escalation.version)
    if escalation.state != OPEN:
        raise RuleViolation("over", "It was decided, or settled itself.")
    if actor.user_id not in escalation.may_decide_ids:
        raise RuleViolation("not_on_rung", "Whoever holds the rung decides, or anybody above.")
    escalation.state, escalation.due_at = Escalation.State.DECIDED, None
    escalation.decided_by_id, escalation.decided_at = actor.user_id, timezone.now()
    escalation.what_was_decided = said
    _keep(escalation)
    if expected_effect.strip() or review_date is not None:
        escalation.decision = _as_decision(escalation, actor, said, expected_effect, review_date)
        escalation.save(update_fields=["decision"])
    _close_grants(escalation)
    _tell("decided", escalation, actor, rung=escalation.rung)
    return escalation


def _as_decision(escalation: Escalation, actor: Actor, said: str, expected: str, day: date | None) -> Decision:  # fmt: skip
    if day is None:
        raise RuleViolation("review_date_required", "Say when it is looked at again.", field="review_date")  # fmt: skip
    told: dict[str, Any] = {"title": said[:200], "why": escalation.why, "expected_effect": expected, "review_date": day}  # fmt: skip
    signal = queries.open_signal_of(escalation)
    if signal is not None:
        return record_decision(actor=actor, signal=signal, **told)
    waited = (timezone.now() - escalation.opened_at).total_seconds() / 3600
    item = {"kind": "escalation", "ref": escalation.ref, "subject": escalation.subject_ref, "rung": escalation.rung + 1, "rungs": len(escalation.path), "hours": round(waited, 1)}  # fmt: skip
    return write(actor, source=Decision.Source.ESCALATION, service_id=escalation.service_id, owner_id=actor.user_id, evidence={"items": [item]}, **told)  # fmt: skip


def take_up() -> int:
    """Take every escalation whose rung let its time pass a rung up, each once however many look; returns how many.

    Past the last rung nobody is left: it stays with the sponsor, who is told. Emits escalation.raised or escalation.overdue.
    """
    taken, due = 0, Escalation.objects.filter(state=OPEN, due_at__lte=timezone.now())
    for pk in list(due.order_by("due_at", "id").values_list("pk", flat=True)):
        with transaction.atomic():
            escalation = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if escalation is None:
                continue
            _up(escalation)
            taken += 1
    return taken


def _up(escalation: Escalation) -> None:
    now = timezone.now()
    if escalation.rung + 1 < len(escalation.path):
        escalation.rung += 1
        escalation.reached = [*escalation.reached, now.isoformat()]
        escalation.due_at = now + timedelta(hours=escalation.hours)
        past = "raised"
    else:
        escalation.due_at, past = None, "overdue"
    _keep(escalation)
    _let_see(escalation)
    _tell(past, escalation, SYSTEM_ACTOR, rung=escalation.rung)


def overtake(*, subject_type: str, subject_id: int, actor: Actor) -> bool:
    """What it was about is settled: nobody needs to decide any more. Emits escalation.overtaken."""
    with transaction.atomic():
        rows = Escalation.objects.select_for_update(of=("self",))
        found = rows.filter(subject_type=subject_type, subject_id=subject_id, state=OPEN).first()
        if found is None:
            return False
        found.state, found.due_at = Escalation.State.OVERTAKEN, None
        _keep(found)
        _close_grants(found)
        _tell("overtaken", found, actor)
    return True


def escalate_unanswered() -> int:
    """Escalate the signals that nobody answered in time, once each; returns how many.

    Where no sponsor is named yet there is nobody to end it, so nothing is opened.
    """
    overdue = [queries.of_signal(signal) for signal in signals.overdue_signals(timezone.now())]
    known = queries.ever_escalated("signal", [subject.pk for subject in overdue])
    why = "A promise is broken and its owner has not answered in time."
    return sum(_by_itself(subject, why) for subject in overdue if subject.pk not in known)


def escalate_expired(*, approval_id: int) -> bool:
    """Escalate what nobody decided in time, once."""
    subject = queries.expired_approval(approval_id)
    if subject is None or queries.ever_escalated("approval", [approval_id]):
        return False
    return _by_itself(subject, "It was put before those who decide, and nobody decided in time.")


def _by_itself(subject: Subject, why: str) -> bool:
    path = queries.usual_path(subject.service_id, queries.sponsor_ids())
    try:
        open_escalation(actor=SYSTEM_ACTOR, subject=subject, why=why, path=path)
    except RuleViolation:
        return False  # nobody could end it, or it was settled or taken up meanwhile
    return True


def _let_see(escalation: Escalation) -> None:
    """Whoever holds the rung sees what it is about, until it is over; a signal they may answer."""
    verbs = ("view", "answer") if escalation.subject_type == "signal" else ("view",)
    for verb in verbs:
        Grant.objects.get_or_create(
            user_id=escalation.holder_id, subject_type=escalation.subject_type, subject_id=escalation.subject_id, verb=verb,
            reason=escalation.ref,
        )  # fmt: skip


def _close_grants(escalation: Escalation) -> None:
    Grant.objects.filter(subject_type=escalation.subject_type, subject_id=escalation.subject_id, reason=escalation.ref).delete()  # fmt: skip


def _lock(pk: int) -> Escalation:
    return Escalation.objects.select_for_update(of=("self",)).get(pk=pk)


def _keep(escalation: Escalation) -> None:
    escalation.version += 1
    escalation.save()


def _tell(past: str, escalation: Escalation, actor: Actor, **data: Any) -> None:
    emit(
        f"escalation.{past}", subject=escalation, about=(escalation.subject_type, escalation.subject_id), actor=actor,
        service_id=escalation.service_id,
        data={"ref": escalation.ref, "subject": escalation.subject_ref, "holder_id": escalation.holder_id, **data},
    )  # fmt: skip
