"""Policies of one page: drafted, put before deciders, adopted, written anew while one is in force, retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.models import Policy, PolicyVersion
from governance.operations.register import words
from governance.queries import cases
from governance.rules import page
from svs import gates
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from svs.events.actor import Actor

FIELDS = ("title", "body", "owner_id", "review_date")


@transaction.atomic
def draft_policy(*, actor: Actor, title: str, body: str, owner_id: int, review_date: date) -> Policy:  # fmt: skip
    """Write a policy that nobody has to keep yet.

    Raises RuleViolation("title_required", "title_taken", "body_required", "more_than_a_page", "date_passed").
    Emits policy_page.drafted.
    """
    said = _checked(None, {"title": title, "body": body, "owner_id": owner_id, "review_date": review_date})  # fmt: skip
    authors = [actor.user_id] if actor.user_id else []
    policy = Policy(**said, authors=authors, changed_at=timezone.now())
    _save(policy)
    policy.refresh_from_db(fields=["ref"])
    _tell("drafted", policy, actor)
    return policy


@transaction.atomic
def edit_policy(*, policy: Policy, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Policy:  # fmt: skip
    """Write it anew: what is in force stays in force until the next version is adopted; votes on what was proposed fall.

    Raises StaleVersion, RuleViolation as drafting does, and "retired". Emits policy_page.edited.
    """
    policy = _lock(policy, version)
    said = _checked(policy, {name: fields[name] for name in FIELDS if name in fields})
    changed = [name for name, value in said.items() if getattr(policy, name) != value]
    if not changed:
        return policy
    is_material = not {"title", "body"}.isdisjoint(changed)
    if is_material:
        if policy.number in (policy.adopted_version, policy.proposed_number):
            policy.number += 1
        policy.authors = sorted({*policy.authors, *([actor.user_id] if actor.user_id else [])})
    if "review_date" in changed:
        policy.reminded_at = None
    for name in changed:
        setattr(policy, name, said[name])
    again = is_material and policy.proposed_number is not None
    if again:
        policy.proposed_number = policy.number
    _keep(policy)
    _tell("edited", policy, actor, fields=changed)
    if again:
        gates.ask("policy", policy.pk, actor=actor)
        policy.refresh_from_db()
    return policy


@transaction.atomic
def propose_policy(*, policy: Policy, actor: Actor, version: int | None = None) -> Policy:
    """Put what is written before those who decide; where nobody has to, it is in force at once.

    Raises RuleViolation("in_force", "proposed_already", "date_passed", "retired"). Emits policy_page.proposed.
    """
    policy = _lock(policy, version)
    if policy.proposed_number is not None:
        raise RuleViolation("proposed_already", "It is before those who decide.")
    if policy.number == policy.adopted_version:
        raise RuleViolation("in_force", "This version is in force already.")
    if policy.review_date <= timezone.localdate():
        raise RuleViolation("date_passed", "Look at it again on a day to come.", field="review_date")  # fmt: skip
    policy.proposed_number, policy.answer = policy.number, ""
    _keep(policy)
    _tell("proposed", policy, actor)
    gates.ask("policy", policy.pk, actor=actor)
    policy.refresh_from_db()
    return policy


@transaction.atomic
def withdraw_proposal(*, policy: Policy, actor: Actor, version: int | None = None) -> Policy:
    """Take it back from those who decide. Raises RuleViolation("not_proposed"). Emits policy_page.withdrawn."""
    policy = _lock(policy, version)
    if policy.proposed_number is None:
        raise RuleViolation("not_proposed", "Nobody was asked about it.")
    policy.proposed_number = None
    _keep(policy)
    _tell("withdrawn", policy, actor)
    gates.withdraw("policy", policy.pk, actor=actor)
    return policy


def decided(policy_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Obey those who decided; only the version they voted on comes into force. Emits policy_page.adopted, refused or expired."""
    policy = Policy.objects.select_for_update(of=("self",)).get(pk=policy_id)
    if policy.proposed_number != version or policy.number != version:
        return
    policy.proposed_number, policy.answer = None, " ".join(words.split())[:300]
    if answer == gates.APPROVED:
        now = timezone.now()
        policy.state, policy.adopted_body, policy.adopted_version = Policy.State.ADOPTED, policy.body, version  # fmt: skip
        policy.adopted_at, policy.reminded_at = now, None
        PolicyVersion.objects.create(
            policy=policy, number=version, title=policy.title, body=policy.body, authors=policy.authors,
            adopted_by_id=actor.user_id, adopted_at=now,
        )  # fmt: skip
    _keep(policy)
    past = {gates.APPROVED: "adopted", gates.EXPIRED: "expired"}.get(answer, "refused")
    _tell(past, policy, actor, number=version)


@transaction.atomic
def retire_policy(*, policy: Policy, actor: Actor, version: int | None = None) -> Policy:
    """Nobody has to keep it any more; what it said stays readable. Raises RuleViolation("retired"). Emits policy_page.retired."""
    policy = _lock(policy, version)
    was_proposed = policy.proposed_number is not None
    policy.state, policy.proposed_number = Policy.State.RETIRED, None
    policy.retired_at = timezone.now()
    _keep(policy)
    _tell("retired", policy, actor)
    if was_proposed:
        gates.withdraw("policy", policy.pk, actor=actor)
    return policy


def _checked(policy: Policy | None, said: dict[str, Any]) -> dict[str, Any]:
    if "title" in said:
        said["title"] = words(said["title"], "title", "Say what it is about.", 120)
        known = Policy.objects.filter(title__iexact=said["title"])
        if (known.exclude(pk=policy.pk) if policy else known).exists():
            raise RuleViolation("title_taken", "There is a policy of this name.", field="title")
    if "body" in said:
        said["body"] = said["body"].replace("\r\n", "\n").replace("\0", "").strip()
        if not said["body"]:
            raise RuleViolation("body_required", "Say what everybody keeps to.", field="body")
        if longer := page.too_long(said["body"]):
            raise RuleViolation("more_than_a_page", longer, field="body")
    moved = "review_date" in said and (policy is None or said["review_date"] != policy.review_date)
    if moved and said["review_date"] <= timezone.localdate():
        raise RuleViolation("date_passed", "Look at it again on a day to come.", field="review_date")  # fmt: skip
    return said


def _lock(policy: Policy, version: int | None) -> Policy:
    found = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    if found.state == Policy.State.RETIRED:
        raise RuleViolation("retired", "It is retired.")
    return found


def _keep(policy: Policy) -> None:
    policy.version, policy.changed_at = policy.version + 1, timezone.now()
    _save(policy)


def _save(policy: Policy) -> None:
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError:  # somebody was quicker
        raise RuleViolation("title_taken", "There is a policy of this name.", field="title") from None  # fmt: skip


def _tell(past: str, policy: Policy, actor: Actor, **data: Any) -> None:
    emit(f"policy_page.{past}", subject=policy, actor=actor, data={"ref": policy.ref, "number": policy.number, **data})  # fmt: skip


def hold(pk: int) -> None:
    """Lock it ahead of the votes on it."""
    Policy.objects.select_for_update(of=("self",)).get(pk=pk)


gates.register(gates.Matter("policy", "Policy", cases.policy_case, decided, hold))
