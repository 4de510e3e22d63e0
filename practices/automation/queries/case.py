"""A rule as plain values for whoever decides whether it may act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from practices.automation import rules
from practices.automation.models import Rule
from practices.automation.queries.names import Names, sentence
from svs import gates
from svs.events.models import DomainEvent
from svs.services import queries as services

if TYPE_CHECKING:
    from collections.abc import Iterable

WROTE = ("rule.created", "rule.changed")


def services_of(rule: Rule) -> list[int]:
    """The services that a rule is written for; none: it acts on all."""
    found: list[int] = []
    for condition in rule.conditions:
        if condition["field"] == "service" and condition["operator"] == "is":
            value = condition["value"]
            found += value if isinstance(value, list) else [value]
    return found


def weighed(rule: Rule) -> rules.Weighed:
    """How much of a risk a rule is, and why. One statement."""
    tier = services.lowest_tier(services_of(rule))
    return rules.weigh(rule.actions, rule.conditions, rule.dry_run, tier)


def case_of(rule_id: int) -> gates.Case:
    """The rule in its version of now; its parties are all who ever wrote it."""
    rule = Rule.objects.get(pk=rule_id)
    ids = services_of(rule)
    service = services.service_by_id(ids[0]) if len(ids) == 1 else None
    tier = service.tier if service else services.lowest_tier(ids) or 4
    found = rules.weigh(rule.actions, rule.conditions, rule.dry_run, tier)
    return gates.Case(
        kind="rule", practice="automation", subject_type="rule", subject_id=rule.pk, ref=rule.ref, title=rule.name[:200],
        url=reverse("automation:rule", args=[rule.ref]), version=rule.version, parties=frozenset(_writers(rule)),
        service_id=service.pk if service else None, risk=found.risk, tier=tier,
        team_id=service.team_id if service else None, facts=tuple(_facts(rule, found)),
    )  # fmt: skip


def _writers(rule: Rule) -> set[int]:
    """Who wrote it in any of its versions: one statement."""
    events = DomainEvent.objects.filter(subject_type="rule", subject_id=rule.pk, name__in=WROTE)
    wrote = {*events.values_list("actor_user_id", flat=True), rule.changed_by_id}
    return {person for person in wrote if person is not None}


def _facts(rule: Rule, found: rules.Weighed) -> Iterable[tuple[str, str]]:
    yield "What it does", said(rule)
    for line in found.because:
        yield "Risk", line.words
    if rule.dry_run:
        result = rule.dry_run
        yield "Dry run, 12 months", f"It would have acted {result['changed']} times; in {result['same']} people did the same, in {result['opposite']} the opposite."  # fmt: skip


def said(rule: Rule) -> str:
    """The rule as one plain sentence."""
    parts = sentence(rule, Names())
    asked = ", ".join(" ".join(part for part in pair if part) for pair in parts["conditions"])
    last = " and ask no further rule" if parts["stop"] else ""
    return f"When {parts['subject']} {parts['when']}{' ' + asked if asked else ''}, then {', '.join(parts['actions'])}{last}."
