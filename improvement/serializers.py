"""What the API takes and gives for improvements."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import StrictSerializer

if TYPE_CHECKING:
    from improvement.models import Improvement


class ChangeInput(StrictSerializer):
    issue = serializers.CharField(max_length=300, required=False)
    expected_impact = serializers.CharField(max_length=500, required=False)
    owner = serializers.IntegerField(min_value=1, max_value=2**31, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    target_date = serializers.DateField(required=False)


class RaiseInput(StrictSerializer):
    """Something to do better; at most one of ticket, service and signal says where it was noticed."""

    document = {
        "not": {
            "anyOf": [
                {"required": list(pair)}
                for pair in combinations(("ticket", "service", "signal"), 2)
            ]
        }
    }
    issue = serializers.CharField(max_length=300)
    expected_impact = serializers.CharField(max_length=500)
    owner = serializers.IntegerField(min_value=1, max_value=2**31)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False, default=3)
    target_date = serializers.DateField()
    ticket = serializers.RegexField(r"\A[A-Z]{2,5}-[0-9]{1,12}\Z", max_length=20, required=False)
    service = serializers.SlugField(max_length=120, required=False)
    signal = serializers.IntegerField(min_value=1, max_value=2**31, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs.keys() & {"ticket", "service", "signal"}) > 1:
            raise serializers.ValidationError("Name one of ticket, service and signal.")
        return attrs


class FinishInput(StrictSerializer):
    actual_result = serializers.CharField(max_length=1000)


class DropInput(StrictSerializer):
    why_dropped = serializers.CharField(max_length=500)


class ImprovementOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    issue = serializers.CharField()
    expected_impact = serializers.CharField()
    actual_result = serializers.CharField(allow_blank=True)
    why_dropped = serializers.CharField(allow_blank=True)
    owner = serializers.IntegerField()
    priority = serializers.IntegerField()
    target_date = serializers.DateField()
    state = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    signal = serializers.IntegerField(allow_null=True)
    raised_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


_PLAIN = ("ref", "issue", "expected_impact", "actual_result", "why_dropped", "priority", "target_date", "state", "raised_at", "finished_at", "version")  # fmt: skip


def improvement_dict(row: Improvement) -> dict[str, Any]:
    """An improvement as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {**shown, "owner": row.owner_id, "service": row.service_id, "signal": row.signal_id}
