"""How changes are made that are made often: written, proposed as standard by their record, revoked by it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.change import knobs
from practices.change.models import ChangeTemplate
from practices.change.operations.risk import checked_answers
from practices.change.queries import templates as queries
from svs import gates
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from svs.events.actor import Actor

log = logging.getLogger("svs.change")
State = ChangeTemplate.State
FIELDS = ("name", "why", "service_id", "team_id", "plan", "backout", "test", "minutes", "backout_minutes", "answers")  # fmt: skip
IMMATERIAL = ("name", "why", "team_id")
TEXTS = ("name", "why", "plan", "backout", "test")
STANDARD, REVOKE = "standard", "revoke"
EMITTED = {
    (STANDARD, True): "standard", (STANDARD, False): "refused", (REVOKE, True): "revoked", (REVOKE, False): "kept",
}  # fmt: skip


@transaction.atomic
def make_template(*, actor: Actor, **fields: Any) -> ChangeTemplate:
    """Write down how a change is made that is made often; each made from it is decided until it is standard.

    `fields` are of FIELDS. Raises RuleViolation("name_required", "plan_required", "backout_required", "name_taken",
    "unknown_answer"). Emits change_template.made.
    """
    template = ChangeTemplate(changed_at=timezone.now(), changed_by_id=actor.user_id, authors=[actor.user_id] if actor.user_id else [])  # fmt: skip
    _write(template, fields)
    _save(template)
    template.refresh_from_db()
    _tell("made", template, actor)
    return template


@transaction.atomic
def change_template(
    *, template: ChangeTemplate, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> ChangeTemplate:  # fmt: skip
    """Edit it. What is standard, or proposed as such, is decided anew where it is made otherwise than before.

    Raises as `make_template`, StaleVersion, RuleViolation("template_over"). Emits change_template.changed, and .proposed.
    """
    template = _locked(template.pk, version)
    if template.state == State.RETIRED:
        raise RuleViolation("template_over", f"{template.ref} is retired.")
    before = {name: getattr(template, name) for name in FIELDS}
    _write(template, fields)
    differs = sorted(name for name in FIELDS if getattr(template, name) != before[name])
    if not differs:
        return template
    was_asked = template.state in (State.STANDARD, State.PROPOSED)
    template.version += 1
    is_material = not set(differs) <= set(IMMATERIAL)
    if not is_material and template.approved_version is not None:
        template.approved_version = template.version
    if is_material:
        template.approved_version = None
        if was_asked:
            template.state, template.asks = State.PROPOSED, STANDARD
    template.changed_at, template.changed_by_id = timezone.now(), actor.user_id
    template.authors = sorted({*template.authors, *([actor.user_id] if actor.user_id else [])})
    _save(template)
    _tell("changed", template, actor, fields=differs)
    if is_material and was_asked:
        _ask(template, actor, STANDARD)
    return template


@transaction.atomic
def propose_standard(
    *, template: ChangeTemplate, actor: Actor, version: int | None = None
) -> ChangeTemplate:
    """Propose to those who decide that what is made from it is asked about no more.

    Raises RuleViolation("asked_already", "standard_already", "template_over"), StaleVersion. Emits change_template.proposed,
    and what they decide.
    """
    template = _locked(template.pk, version)
    _check_free(template)
    if template.state == State.STANDARD:
        raise RuleViolation("standard_already", f"{template.ref} is standard already.")
    template.state = State.PROPOSED
    template.save(update_fields=["state"])
    _ask(template, actor, STANDARD)
    return template


@transaction.atomic
def propose_revocation(
    *, template: ChangeTemplate, actor: Actor, version: int | None = None
) -> ChangeTemplate:
    """Propose that it is standard no longer; it stays so until that is decided.

    Raises RuleViolation("asked_already", "not_standard", "template_over"), StaleVersion. Emits
    change_template.revocation_proposed, and what they decide.
    """
    template = _locked(template.pk, version)
    _check_free(template)
    if template.state != State.STANDARD:
        raise RuleViolation("not_standard", f"{template.ref} is not standard.")
    _ask(template, actor, REVOKE)
    return template


@transaction.atomic
def retire_template(
    *, template: ChangeTemplate, actor: Actor, version: int | None = None
) -> ChangeTemplate:
    """Nothing is made from it any more. Emits change_template.retired."""
    template = _locked(template.pk, version)
    if template.state == State.RETIRED:
        return template
    asked, template.asks, template.state = template.asks, "", State.RETIRED
    template.version += 1
    template.approved_version = None
    template.save(update_fields=["asks", "state", "version", "approved_version"])
    if asked:
        gates.withdraw("template", template.pk, actor=actor)
    _tell("retired", template, actor)
    return template


def decided(template_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided; `version` is the question they answered.

    Emits change_template.standard, .refused, .revoked or .kept.
    """
    template = _locked(template_id)
    if not template.asks or template.question != version:
        return
    yes, asked = answer == gates.APPROVED, template.asks
    if asked == STANDARD:
        template.state = State.STANDARD if yes else State.DRAFT
        template.approved_version = template.version if yes else None
        template.standard_since = timezone.now() if yes else None
    elif yes:
        template.state, template.approved_version, template.standard_since = State.REVOKED, None, None  # fmt: skip
    template.asks, template.decided_at, template.decided_words = "", timezone.now(), words
    template.save(update_fields=["state", "approved_version", "standard_since", "asks", "decided_at", "decided_words"])  # fmt: skip
    _tell(EMITTED[asked, yes], template, actor)


def propose_by_record() -> int:
    """Propose as standard what went well so many times in a row, and to revoke what went wrong; returns how many.

    Once those who decide have answered, only what happened since counts. Emits as the two proposals.
    """
    good, wrong = queries.due_by_record(registry.value(knobs.STANDARD_AFTER.key))
    due = [(propose_standard, one) for one in good] + [(propose_revocation, one) for one in wrong]
    done = 0
    for propose, template in due:
        try:
            with transaction.atomic():
                propose(template=template, actor=SYSTEM_ACTOR)
        except (
            Exception
        ):  # logged, and tried again the next night: one that fails holds nobody else back
            log.exception("could not propose %s by its record", template.ref)
        else:
            done += 1
    return done


def hold(template_id: int) -> ChangeTemplate:
    """Lock it ahead of the votes on it."""
    return _locked(template_id)


def _ask(template: ChangeTemplate, actor: Actor, what: str) -> None:
    template.asks, template.question = what, template.question + 1
    template.save(update_fields=["asks", "question"])
    _tell("proposed" if what == STANDARD else "revocation_proposed", template, actor, by_record=actor.user_id is None)  # fmt: skip
    gates.ask("template", template.pk, actor=actor)
    template.refresh_from_db()


def _check_free(template: ChangeTemplate) -> None:
    if template.state == State.RETIRED:
        raise RuleViolation("template_over", f"{template.ref} is retired.")
    if template.asks:
        raise RuleViolation("asked_already", f"It is being decided already whether {template.ref} is {'to be standard' if template.asks == STANDARD else 'to be revoked'}.")  # fmt: skip


def _locked(template_id: int, version: int | None = None) -> ChangeTemplate:
    template = ChangeTemplate.objects.select_for_update(of=("self",)).get(pk=template_id)
    if version is not None and template.version != version:
        raise StaleVersion(template.version)
    return template


def _write(template: ChangeTemplate, fields: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            said = fields[name]
            setattr(template, name, said.replace("\r\n", "\n").strip() if name in TEXTS else said)
    template.name = " ".join(template.name.split())[:120]
    for name, words in (("name", "Give it a name."), ("plan", "Say what is done, step by step."), ("backout", "Say how it is taken back.")):  # fmt: skip
        if not getattr(template, name):
            raise RuleViolation(f"{name}_required", words, field=name)
    if "answers" in fields:
        template.answers = checked_answers(fields["answers"], {})


def _save(template: ChangeTemplate) -> None:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise RuleViolation("name_taken", "There is a template of that name.", field="name") from None  # fmt: skip


def _tell(past: str, template: ChangeTemplate, actor: Actor, **data: Any) -> None:
    emit(
        f"change_template.{past}", subject=template, actor=actor, service_id=template.service_id,
        data={"ref": template.ref, "version": template.version, **data},
    )  # fmt: skip
