"""Weigh a change; say how risk is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from practices.change import knobs
from practices.change.queries import risk as queries
from practices.change.rules import risk_policy
from svs.errors import RuleViolation
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from practices.change.models import Change
    from practices.change.rules.risk import Weighed
    from svs.events.actor import Actor


def weigh(change: Change) -> Weighed:
    """Weigh the risk of a change as it stands now, and keep likelihood, impact, level and what they come from."""
    found = queries.weighed(change)
    change.likelihood, change.impact, change.risk = found.likelihood, found.impact, found.risk
    change.risk_because = found.because
    change.save(update_fields=["likelihood", "impact", "risk", "risk_because"])
    return found


def checked_answers(given: Any, kept: dict[str, Any]) -> dict[str, Any]:
    """The answers to the questionnaire, those not given left out. Raises RuleViolation("unknown_answer")."""
    said = {key: answer for key, answer in given.items() if answer not in ("", None)} if isinstance(given, dict) else None  # fmt: skip
    if said is None:
        raise RuleViolation("unknown_answer", "Answers are questions with what is answered.", field="answers")  # fmt: skip
    known = {one["key"]: {answer["key"] for answer in one["answers"]} for one in queries.questions()}  # fmt: skip
    for key, answer in said.items():
        if kept.get(key) != answer and not (isinstance(answer, str) and answer in known.get(key, ())):  # fmt: skip
            raise RuleViolation("unknown_answer", f"The questionnaire has no such answer to “{key[:40]}”.", field="answers")  # fmt: skip
    return said


@transaction.atomic
def set_risk_policy(*, actor: Actor, reason: str, policy: dict[str, Any], questions: list[dict[str, Any]], tolerance: dict[str, int]) -> list[str]:  # fmt: skip
    """Say anew how the risk of changes is weighed and how much is tolerated, from now on; what was weighed stays as it is.

    Raises RuleViolation("bad_risk_policy", "reason_required"). Emits risk_policy.changed for each of the three that differs.
    """
    words = " ".join(reason.split())[:300]
    if not words:
        raise RuleViolation("reason_required", "Say why.", field="reason")
    said = {knobs.RISK_RULES.key: policy, knobs.RISK_QUESTIONS.key: questions, knobs.RISK_TOLERANCE.key: tolerance}  # fmt: skip
    faults = [*risk_policy.policy_faults(policy), *risk_policy.questions_faults(questions), *risk_policy.tolerance_faults(tolerance)]  # fmt: skip
    if faults:
        raise RuleViolation("bad_risk_policy", faults[0])
    with connection.cursor() as cursor:  # one setting at a time: there may be no row to lock yet
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [knobs.RISK_RULES.key])
    changed = []
    for key, value in said.items():
        if value == registry.value(key):
            continue
        row = registry.set_value(key=key, value=value, reason=words)
        emit("risk_policy.changed", subject=row, actor=actor, data={"key": key})
        changed.append(key)
    return changed
