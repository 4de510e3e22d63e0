"""What the API takes and gives for rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from practices.automation import rules
from svs.api.serializers import StrictSerializer

if TYPE_CHECKING:
    from practices.automation.models import Rule


_NUMBER = r"^[1-9][0-9]{0,8}$"
_WORDS = [name for name in rules.FIELDS if name not in rules.WHOLE_NUMBERS]
_OPERATORS = ["is", "empty", "contains", "has"]


def _among(names: Iterable[str]) -> str:
    return f"^({'|'.join(names)})$"


class ConditionShape(StrictSerializer):
    """One thing that must hold; `value` is left out for empty."""

    document = {
        "oneOf": [
            {
                "properties": {
                    "field": {"pattern": _among(rules.WHOLE_NUMBERS)},
                    "value": {"pattern": _NUMBER},
                }
            },
            {"properties": {"field": {"pattern": _among(_WORDS)}}},
        ]
    }
    field = serializers.ChoiceField(list(rules.FIELDS))  # type: ignore[assignment]
    operator = serializers.ChoiceField(_OPERATORS)
    value = serializers.CharField(max_length=120, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["field"] in rules.WHOLE_NUMBERS and "value" in attrs:
            text = attrs["value"]
            if not re.match(_NUMBER, text):
                raise serializers.ValidationError({"value": ["A number."]})
            attrs["value"] = int(text)
        return attrs


class ActionShape(StrictSerializer):
    """One thing to do: assign (team, person), prioritise (priority), tag (tag), note (text)."""

    action = serializers.ChoiceField(list(rules.ACTIONS))
    team = serializers.IntegerField(min_value=1, max_value=2**31, required=False)
    person = serializers.IntegerField(min_value=1, max_value=2**31, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    tag = serializers.CharField(max_length=40, required=False)
    text = serializers.CharField(max_length=2000, required=False)


class RuleChange(StrictSerializer):
    name = serializers.CharField(max_length=120, required=False)
    trigger = serializers.ChoiceField(list(rules.TRIGGERS), required=False)
    conditions = serializers.ListField(child=ConditionShape(), required=False, max_length=9)
    actions = serializers.ListField(
        child=ActionShape(), required=False, max_length=rules.MOST_ACTIONS
    )


class RuleInput(StrictSerializer):
    name = serializers.CharField(max_length=120)
    trigger = serializers.ChoiceField(list(rules.TRIGGERS))
    conditions = serializers.ListField(child=ConditionShape(), max_length=9)
    actions = serializers.ListField(child=ActionShape(), max_length=rules.MOST_ACTIONS)


class RuleOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    name = serializers.CharField()
    trigger = serializers.CharField()
    conditions = serializers.ListField(child=serializers.DictField())
    actions = serializers.ListField(child=serializers.DictField())
    position = serializers.IntegerField()
    state = serializers.CharField()
    why_disabled = serializers.CharField(allow_blank=True)
    dry_run_version = serializers.IntegerField(allow_null=True)
    dry_run_at = serializers.DateTimeField(allow_null=True)
    dry_run = serializers.DictField()
    version = serializers.IntegerField()


_PLAIN = ("ref", "name", "trigger", "conditions", "actions", "position", "state", "why_disabled", "dry_run_version", "dry_run_at", "version")  # fmt: skip


def rule_dict(rule: Rule) -> dict[str, Any]:
    """A rule as a flat answer; of its dry run the numbers, not the tickets."""
    shown = {name: getattr(rule, name) for name in _PLAIN}
    shown["dry_run"] = {k: v for k, v in rule.dry_run.items() if k != "sample"}
    return shown
