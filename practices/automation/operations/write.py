"""Write a rule, let it act, stop it, put it in order."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from practices.automation import queries, rules, states
from practices.automation.models import Rule
from svs import gates
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import Actor
from svs.events.emit import emit
from svs.services import queries as services


@transaction.atomic
def create_rule(
    *, actor: Actor, name: str, trigger: str, conditions: list[Any], actions: list[Any],
    timing: dict[str, Any] | None = None, stop_after: bool = False,
) -> Rule:  # fmt: skip
    """Write a rule, last in order; it does nothing until it was run dry and enabled.

    Raises RuleViolation("rule_exists" or "bad_rule"). Emits rule.created.
    """
    _check(trigger, conditions, actions, timing or {})
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = Rule(
        name=_name(name), trigger=trigger, conditions=conditions, actions=actions, timing=timing or {},
        stop_after=stop_after, position=last + 1, changed_by_id=actor.user_id, changed_at=timezone.now(),
    )  # fmt: skip
    _save(rule)
    emit("rule.created", subject=rule, actor=actor, data={"version": 1})
    return rule


@transaction.atomic
def change_rule(
    *, rule: Rule, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Rule:
    """Change a rule. What it asks or does is a new version: it stops acting until run dry, approved and enabled again.

    Raises StaleVersion, RuleViolation("rule_exists" or "bad_rule"). Emits rule.changed.
    """
    rule = lock(rule.pk, version)
    if "name" in fields:
        fields = {**fields, "name": _name(fields["name"])}
    changed = [name for name, value in fields.items() if getattr(rule, name) != value]
    if not changed:
        return rule
    for name in changed:
        setattr(rule, name, fields[name])
    _check(rule.trigger, rule.conditions, rule.actions, rule.timing)
    if set(changed) - {"name", "stop_after"}:
        rule.version, rule.state = rule.version + 1, Rule.State.DRAFT
        rule.effect, rule.effect_at = {}, None
    rule.changed_by_id, rule.changed_at = actor.user_id, timezone.now()
    _save(rule)
    emit("rule.changed", subject=rule, actor=actor, data={"version": rule.version, "fields": changed})  # fmt: skip
    if set(changed) - {"name", "stop_after"} and gates.standing("rule", rule.pk).is_open:
        gates.withdraw(
            "rule", rule.pk, actor=actor
        )  # nobody knows yet what the new version would do
    return rule


@transaction.atomic
def enable_rule(*, rule: Rule, actor: Actor, version: int | None = None) -> Rule:
    """Let a rule act. Raises RuleViolation("dry_run_first", "not_approved") unless this very version was run dry and
    passed those who decide, RuleViolation("value_statement") when its service cannot say what it is for. Emits rule.enabled."""
    rule = lock(rule.pk, version)
    target = states.LIFECYCLE.target(rule.state, "enable", held=True)
    if not rule.is_proven:
        raise RuleViolation("dry_run_first", "Run this version dry before it may act.")
    for service_id in queries.services_of(rule):
        services.check_promises(services.service_by_id(service_id))
    if not gates.has_passed("rule", rule.pk):
        raise RuleViolation(
            "not_approved", "This version was not approved: ask for approval first."
        )
    rule.state, rule.why_disabled, rule.enabled_at = target, "", timezone.now()
    rule.save(update_fields=["state", "why_disabled", "enabled_at"])
    emit("rule.enabled", subject=rule, actor=actor, data={"version": rule.version})
    return rule


@transaction.atomic
def ask_approval(*, rule: Rule, actor: Actor, version: int | None = None) -> Rule:
    """Put this version of a rule before those who decide; where nobody has to, it is approved at once.

    Raises RuleViolation("dry_run_first", "asked_already", "approved_already", "refused_already"), TransitionNotAllowed.
    Whoever judges emits that it was asked.
    """
    rule = lock(rule.pk, version)
    states.LIFECYCLE.target(rule.state, "enable", held=True)
    if not rule.is_proven:
        raise RuleViolation(
            "dry_run_first", "Run this version dry first: it shows what they decide on."
        )
    gates.check_may_ask(gates.standing("rule", rule.pk))
    gates.ask("rule", rule.pk, actor=actor)
    return rule


def hold(rule_id: int) -> Rule:
    """Lock a rule ahead of the votes on it."""
    return lock(rule_id, None)


def decided(rule_id: int, *, actor: Actor, answer: str, version: int, words: str) -> None:
    """Those who decide answered: an administrator lets it act, and is asked then whether it passed."""


@transaction.atomic
def disable_rule(*, rule: Rule, actor: Actor, why: str = "", reason: str = "") -> Rule:
    """Stop a rule at once; `reason` is the guard's code where it stops itself. Raises TransitionNotAllowed. Emits rule.disabled."""
    rule = lock(rule.pk, None)
    rule.state = states.LIFECYCLE.target(rule.state, "disable", held=True)
    rule.why_disabled = why[:300]
    rule.save(update_fields=["state", "why_disabled"])
    emit(
        "rule.disabled", subject=rule, actor=actor, data={"version": rule.version, "reason": reason}
    )
    return rule


@transaction.atomic
def move_rule(*, rule: Rule, actor: Actor, up: bool) -> None:
    """Ask a rule one place earlier, or later. Emits rule.moved."""
    rows = list(Rule.objects.select_for_update().order_by("position", "id"))
    place = next(n for n, row in enumerate(rows) if row.pk == rule.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for n, row in enumerate(rows, start=1):
        row.position = n
    Rule.objects.bulk_update(rows, ["position"])
    emit("rule.moved", subject=rule, actor=actor, data={"position": other + 1})


def _check(trigger: str, conditions: list[Any], actions: list[Any], timing: dict[str, Any]) -> None:
    faults = rules.faults(trigger, conditions, actions, timing)
    if faults:
        field, words = next(iter(faults.items()))
        raise RuleViolation("bad_rule", words, field=field)


def _name(name: str) -> str:
    words = " ".join(name.split())[:120]
    if not words:
        raise RuleViolation("name_required", "Give the rule a name.", field="name")
    return words


def _save(rule: Rule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise RuleViolation("rule_exists", "There is a rule of that name.", field="name") from error


def lock(pk: int, version: int | None) -> Rule:
    """Lock a rule for a change; raises StaleVersion when it is no longer the version that was read."""
    rule = Rule.objects.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and rule.version != version:
        raise StaleVersion(rule.version)
    return rule
