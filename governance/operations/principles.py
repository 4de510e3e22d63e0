"""Answer a principle check; carry its answers on to the next version; begin one that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from governance.access import principles as access
from governance.models import PrincipleAnswer, PrincipleCheck
from governance.queries import principles as queries
from governance.rules import principles as rules
from svs.accounts.models import User
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.services import queries as services

if TYPE_CHECKING:
    from svs import gates
    from svs.events.actor import Actor

LONGEST = 300


@transaction.atomic
def answer_principles(
    *, kind: str, subject_id: int, version: int, actor: Actor, answers: Sequence[Mapping[str, str]], outcome_id: int | None = None,
    seen_in: str = "", kpi_id: int | None = None, edition: int | None = None,
) -> PrincipleCheck:  # fmt: skip
    """Say what each guiding principle answers about one version of a record; it may be answered in parts.

    Each of `answers` has principle, question (a criterion of the outcome, under “focus on value”), answer and because. Once
    somebody voted on the version its answers stand, and more may be added. Raises StaleVersion, RuleViolation
    ("unknown_kind", "unknown_outcome", "unknown_measure", "unknown_principle", "unknown_question", "unknown_answer",
    "because_required", "answered_twice", "voted_on"). Emits principles.answered.
    """
    if kind not in access.SUBJECTS:
        raise RuleViolation("unknown_kind", "There is nothing of that kind to check.", field="kind")
    before = queries.check_of(kind, subject_id, version)
    said = _checked(kind, actor, outcome_id, seen_in, kpi_id, answers)
    found, is_new = PrincipleCheck.objects.select_for_update().get_or_create(
        kind=kind, subject_id=subject_id, version=version, defaults={"answered_at": timezone.now()}
    )
    _check_edition(edition, (before.edition if before else 0) if is_new else found.edition)
    if queries.is_voted_on(kind, subject_id, version):
        _check_stands(found, said)
    _write(found, actor, said, is_new)
    _tell("answered", found, actor)
    return found


@transaction.atomic
def answer_alone(
    *, check: PrincipleCheck, actor: Actor, answers: Sequence[Mapping[str, str]], outcome_id: int | None = None, seen_in: str = "",
    kpi_id: int | None = None, edition: int | None = None,
) -> PrincipleCheck:  # fmt: skip
    """Answer together what stands alone: a workshop, a design review, a stream. Raises and emits as `answer_principles`,
    and RuleViolation("has_record")."""
    found = PrincipleCheck.objects.select_for_update().get(pk=check.pk)
    if found.subject_id is not None:
        raise RuleViolation(
            "has_record", "Answer it where its record is, for the version that has now."
        )
    _check_edition(edition, found.edition)
    said = _checked(found.kind, actor, outcome_id, seen_in, kpi_id, answers)
    _write(found, actor, said, is_new=False)
    _tell("answered", found, actor)
    return found


@transaction.atomic
def open_check(
    *, actor: Actor, kind: str, title: str, people: Sequence[int] = ()
) -> PrincipleCheck:
    """Begin a check of a workshop, a design review or a value stream; whoever takes part answers together.

    Raises RuleViolation("unknown_kind", "title_required", "unknown_person"). Emits principles.opened.
    """
    words = " ".join(title.split())
    if kind not in rules.STANDALONE:
        raise RuleViolation("unknown_kind", "A check that stands alone is of a workshop, a design review or a value stream.", field="kind")  # fmt: skip
    if not words or len(words) > 200:
        raise RuleViolation("title_required", "Say what it is about, in at most 200 characters.", field="title")  # fmt: skip
    wanted = sorted({*people, *([actor.user_id] if actor.user_id else [])})
    if User.objects.filter(pk__in=wanted, is_active=True).count() != len(wanted):
        raise RuleViolation("unknown_person", "There is no such person.", field="people")
    made = PrincipleCheck.objects.create(
        kind=kind,
        title=words,
        people=wanted,
        answered_by_id=actor.user_id,
        answered_at=timezone.now(),
    )
    _tell("opened", made, actor)
    return made


def carry_on(case: gates.Case, actor: Actor) -> None:
    """Copy what a version before answered onto this one, to be looked at again. Emits principles.copied."""
    before = queries.check_of(case.kind, case.subject_id, case.version) if case.kind in access.SUBJECTS else None  # fmt: skip
    if before is None or before.version == case.version:
        return
    made = PrincipleCheck.objects.create(
        kind=case.kind, subject_id=case.subject_id, version=case.version, outcome_id=before.outcome_id, seen_in=before.seen_in,
        kpi_id=before.kpi_id, answered_by_id=before.answered_by_id, answered_at=before.answered_at,
        copied_from=before.copied_from or before.version, edition=before.edition,
    )  # fmt: skip
    PrincipleAnswer.objects.bulk_create(
        PrincipleAnswer(check_of=made, position=n, principle=one.principle, question=one.question, answer=one.answer, because=one.because)
        for n, one in enumerate(queries.answers_of(before))
    )  # fmt: skip
    _tell("copied", made, actor, {"from": made.copied_from})


def require(case: gates.Case, right: Any, actor: Actor) -> None:
    """Nobody is asked before the principles are answered that their right demands. Raises RuleViolation("principles_missing")."""
    lacking = queries.lacks(case, right)
    if lacking:
        raise RuleViolation("principles_missing", f"Answer its principle check first. {' '.join(lacking)}")  # fmt: skip
    carry_on(case, actor)


def _check_edition(seen: int | None, current: int) -> None:
    if seen is not None and seen != current:
        raise StaleVersion(current)


def _checked(kind: str, actor: Actor, outcome_id: int | None, seen_in: str, kpi_id: int | None, answers: Sequence[Mapping[str, str]]) -> dict[str, Any]:  # fmt: skip
    outcome = None
    if outcome_id is not None:
        outcome = services.active_outcomes().filter(pk=outcome_id).first()
        if outcome is None:
            raise RuleViolation("unknown_outcome", "There is no such outcome.", field="outcome")
    if kpi_id is not None:
        person = User.objects.filter(pk=actor.user_id or 0).first()
        if person is None or not queries.may_be_seen_in(person, kpi_id):
            raise RuleViolation("unknown_measure", "There is no such measure.", field="kpi")
    criteria = rules.questions_of(outcome.criteria) if outcome else ()
    found = [_answer(one, criteria) for one in answers]
    if len({(one.principle, one.question) for one in found}) != len(found):
        raise RuleViolation("answered_twice", "Each is answered once.", field="answers")
    return {"outcome_id": outcome_id, "seen_in": " ".join(seen_in.split())[:LONGEST], "kpi_id": kpi_id, "answers": found}  # fmt: skip


def _answer(one: Mapping[str, str], criteria: Sequence[str]) -> rules.Answer:
    key, question, answer = one["principle"], one.get("question", ""), one["answer"]
    because = " ".join(one.get("because", "").split())[:LONGEST]
    if key not in rules.BY_KEY:
        raise RuleViolation("unknown_principle", "There is no such guiding principle.", field="answers")  # fmt: skip
    if answer not in rules.ANSWERS:
        raise RuleViolation("unknown_answer", "Answer yes, no or n.a.", field="answers")
    if (key == rules.FOCUS) is not (question in criteria) or (key != rules.FOCUS and question):
        raise RuleViolation("unknown_question", "“Focus on value” answers the decision criteria of the outcome; each other principle is answered as a whole.", field="answers")  # fmt: skip
    if answer != rules.YES and not because:
        raise RuleViolation("because_required", f"{question or rules.NAMES[key]}: say because of what it is {rules.ANSWERS[answer].lower()}", field="answers")  # fmt: skip
    return rules.Answer(key, question, answer, because)


def _check_stands(found: PrincipleCheck, said: dict[str, Any]) -> None:
    """What was there when somebody voted is there still."""
    kept = {(one.principle, one.question): one for one in queries.answers_of(found)}
    now = {(one.principle, one.question): one for one in said["answers"]}
    same = all(now.get(key) == one for key, one in kept.items())
    stays = all(not getattr(found, name) or getattr(found, name) == said[name] for name in ("outcome_id", "seen_in", "kpi_id"))  # fmt: skip
    if not (same and stays):
        raise RuleViolation("voted_on", "Somebody voted on these answers, so they stand. More may be added; edit what it is about to answer anew.")  # fmt: skip


def _write(found: PrincipleCheck, actor: Actor, said: dict[str, Any], is_new: bool) -> None:
    found.outcome_id, found.seen_in, found.kpi_id = said["outcome_id"], said["seen_in"], said["kpi_id"]  # fmt: skip
    found.answered_by_id, found.answered_at, found.copied_from = actor.user_id, timezone.now(), None  # fmt: skip
    found.edition += 0 if is_new else 1
    found.save()
    found.answers.all().delete()
    order = {one.key: n for n, one in enumerate(rules.SEVEN)}
    rows = sorted(said["answers"], key=lambda one: order[one.principle])
    PrincipleAnswer.objects.bulk_create(
        PrincipleAnswer(check_of=found, position=n, principle=one.principle, question=one.question, answer=one.answer, because=one.because)
        for n, one in enumerate(rows)
    )  # fmt: skip


def _tell(
    verb: str, found: PrincipleCheck, actor: Actor, data: dict[str, Any] | None = None
) -> None:
    subject = access.SUBJECTS.get(found.kind)
    about = (subject.subject_type, found.subject_id) if subject and found.subject_id is not None else None  # fmt: skip
    said = {"kind": found.kind, "version": found.version, "answers": found.answers.count(), **(data or {})}  # fmt: skip
    emit(f"principles.{verb}", subject=found, about=about, actor=actor, data=said)
