"""What the API takes and gives for rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from practices.automation import rules
from svs.api.serializers import StrictSerializer
from svs.api.standing import StandingOutput, standing_dict

if TYPE_CHECKING:
    from practices.automation.models import Rule
    from practices.automation.queries import Helped
    from svs.gates import Standing


_NUMBER = r"^[1-9][0-9]{0,8}$"
_WORDS = [name for name in rules.FIELDS if name not in rules.WHOLE_NUMBERS]
_OWN = r"own\.[a-z][a-z0-9_]{0,39}"
LONGEST = 200


def _among(names: Iterable[str]) -> str:
    return f"^({'|'.join(names)})$"


class ConditionShape(StrictSerializer):
    """One thing that must hold: `value`, or several `values` of which one is enough; none for empty and filled."""

    document = {
        "oneOf": [
            {
                "properties": {
                    "field": {"pattern": _among(rules.WHOLE_NUMBERS)},
                    "value": {"pattern": _NUMBER},
                    "values": {"items": {"pattern": _NUMBER}},
                }
            },
            {"properties": {"field": {"pattern": _among([*_WORDS, _OWN])}}},
        ]
    }
    field = serializers.RegexField(_among([*rules.FIELDS, _OWN]), max_length=44)  # type: ignore[assignment]
    operator = serializers.ChoiceField(list(rules.OPERATORS))
    value = serializers.CharField(max_length=LONGEST, required=False)
    values = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), required=False, min_length=1, max_length=rules.MOST_VALUES
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As a rule stores it: one value as it is, several as a list, ids as numbers."""
        said = [attrs["value"]] if "value" in attrs else []
        said += attrs.pop("values", [])
        if attrs["field"] in rules.WHOLE_NUMBERS:
            if not all(re.match(_NUMBER, text) for text in said):
                raise serializers.ValidationError({"value": ["A number."]})
            said = [int(text) for text in said]
        said = list(dict.fromkeys(said))
        if said:
            attrs["value"] = said[0] if len(said) == 1 else said
        return attrs


class ActionShape(StrictSerializer):
    """One thing to do: assign (team, person), least_open (team), fallback, prioritise (priority), tag (tag), note or reply (text)."""

    action = serializers.ChoiceField(list(rules.ACTIONS))
    team = serializers.IntegerField(min_value=1, max_value=2**31, required=False)
    person = serializers.IntegerField(min_value=1, max_value=2**31, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    tag = serializers.CharField(max_length=40, required=False)
    text = serializers.CharField(max_length=2000, required=False)


class TimingShape(StrictSerializer):
    """Of a rule on time: time.clock takes measure and share, the others take hours."""

    measure = serializers.ChoiceField(list(rules.MEASURES), required=False)
    share = serializers.ChoiceField(list(rules.SHARES), required=False)
    hours = serializers.IntegerField(min_value=1, max_value=rules.LONGEST_HOURS, required=False)


class RuleChange(StrictSerializer):
    name = serializers.CharField(max_length=120, required=False)
    trigger = serializers.ChoiceField(list(rules.WHEN), required=False)
    timing = TimingShape(required=False)
    conditions = serializers.ListField(
        child=ConditionShape(), required=False, max_length=rules.MOST_CONDITIONS
    )
    actions = serializers.ListField(
        child=ActionShape(), required=False, max_length=rules.MOST_ACTIONS
    )
    stop_after = serializers.BooleanField(required=False)


class RuleInput(StrictSerializer):
    name = serializers.CharField(max_length=120)
    trigger = serializers.ChoiceField(list(rules.WHEN))
    timing = TimingShape(required=False)
    conditions = serializers.ListField(child=ConditionShape(), max_length=rules.MOST_CONDITIONS)
    actions = serializers.ListField(child=ActionShape(), max_length=rules.MOST_ACTIONS)
    stop_after = serializers.BooleanField(required=False)


class RuleOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    name = serializers.CharField()
    trigger = serializers.CharField()
    timing = serializers.DictField()
    conditions = serializers.ListField(child=serializers.DictField())
    actions = serializers.ListField(child=serializers.DictField())
    stop_after = serializers.BooleanField()
    position = serializers.IntegerField()
    state = serializers.CharField()
    why_disabled = serializers.CharField(allow_blank=True)
    dry_run_version = serializers.IntegerField(allow_null=True)
    dry_run_at = serializers.DateTimeField(allow_null=True)
    dry_run = serializers.DictField()
    version = serializers.IntegerField()


_PLAIN = (
    "ref", "name", "trigger", "timing", "actions", "stop_after", "position", "state", "why_disabled", "dry_run_version",
    "dry_run_at", "version",
)  # fmt: skip
_SEEN_ON_THE_PAGE = ("sample", "others", "cursor")


def rule_dict(rule: Rule) -> dict[str, Any]:
    """A rule as a flat answer, its conditions as they may be sent back; of its dry run the numbers, not the tickets."""
    shown = {name: getattr(rule, name) for name in _PLAIN}
    shown["conditions"] = [_condition_dict(condition) for condition in rule.conditions]
    shown["dry_run"] = {k: v for k, v in rule.dry_run.items() if k not in _SEEN_ON_THE_PAGE}
    return shown


def _condition_dict(condition: dict[str, Any]) -> dict[str, Any]:
    shown = {"field": condition["field"], "operator": condition["operator"]}
    value = condition.get("value")
    if isinstance(value, list):
        return {**shown, "values": [str(each) for each in value]}
    return shown if value is None else {**shown, "value": str(value)}


class RiskLine(serializers.Serializer[Any]):
    words = serializers.CharField()
    points = serializers.IntegerField()


class RuleDecision(StandingOutput):
    """How much of a risk a rule is, 1 low to 4 very high, and whether its version may act."""

    risk = serializers.IntegerField()
    because = RiskLine(many=True)


def decision_dict(now: Standing, found: rules.Weighed) -> dict[str, Any]:
    because = [asdict(line) for line in found.because]
    return {**standing_dict(now), "risk": found.risk, "because": because}


class HealthOutput(serializers.Serializer[Any]):
    """The last 30 days."""

    fired = serializers.IntegerField()
    changed = serializers.IntegerField()
    undone = serializers.IntegerField()
    failed = serializers.IntegerField()
    held = serializers.IntegerField()


class FailureOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    rule = serializers.CharField()
    rule_version = serializers.IntegerField()
    ticket = serializers.CharField(allow_null=True, help_text="Null when you may not see it.")
    code = serializers.CharField()
    why = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    failed_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)


def failure_dict(row: dict[str, Any]) -> dict[str, Any]:
    """What a rule could not do, as a flat answer."""
    failure, ticket = row["failure"], row["ticket"]
    plain = ("ref", "rule_version", "code", "why", "steps", "failed_at", "settled_at", "outcome")
    return {
        **{name: getattr(failure, name) for name in plain},
        "rule": failure.rule.ref,
        "ticket": ticket["ref"] if ticket else None,
    }


class HelpedOutput(serializers.Serializer[Any]):
    """Seconds; the shift is after less before, with its 95 % interval (Hodges-Lehmann)."""

    rule = serializers.CharField()
    name = serializers.CharField()
    since = serializers.DateTimeField()
    measure = serializers.ChoiceField(["lead", "wait"])
    n_before = serializers.IntegerField()
    n_after = serializers.IntegerField()
    before = serializers.FloatField(help_text="Median.")
    after = serializers.FloatField(help_text="Median.")
    shift = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    saved = serializers.FloatField(help_text="Of all cases since, at the cautious end.")


def helped_dict(helped: Helped) -> dict[str, Any]:
    """A rule that helped, as a flat answer."""
    return {
        "rule": helped.rule.ref, "name": helped.rule.name, "since": helped.since, "measure": helped.measure,
        **asdict(helped.shift), "saved": helped.saved,
    }  # fmt: skip
