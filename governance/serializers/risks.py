"""What the API takes and gives for risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Risk


def _points(**kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=5, **kwargs)


class RiskInput(StrictSerializer):
    """What could happen, how likely and how bad, each from 1 to 5."""

    statement = serializers.CharField(max_length=300)
    likelihood = _points()
    impact = _points()
    owner = Id()
    service = Id(required=False, allow_null=True)
    treatment = serializers.CharField(max_length=500, required=False, allow_blank=True)


class RiskEditInput(StrictSerializer):
    statement = serializers.CharField(max_length=300, required=False)
    likelihood = _points(required=False)
    impact = _points(required=False)
    owner = Id(required=False)
    service = Id(required=False, allow_null=True)
    treatment = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AskInput(StrictSerializer):
    until = serializers.DateField()


class CloseInput(StrictSerializer):
    closed_words = serializers.CharField(max_length=300)


class RiskOutput(serializers.Serializer[Any]):
    """A risk; `score` is likelihood times impact, `level` from 1 (low) to 4 (very high)."""

    ref = serializers.CharField()
    statement = serializers.CharField()
    likelihood = serializers.IntegerField()
    impact = serializers.IntegerField()
    score = serializers.IntegerField()
    level = serializers.IntegerField()
    treatment = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    owner = serializers.IntegerField()
    accept_until = serializers.DateField(allow_null=True)
    accepted_by = serializers.IntegerField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    asked_until = serializers.DateField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    closed_words = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


_PLAIN = (
    "ref", "statement", "likelihood", "impact", "score", "treatment", "state", "accept_until", "accepted_at", "asked_until", "answer",
    "closed_words", "version",
)  # fmt: skip


def risk_dict(row: Risk) -> dict[str, Any]:
    """A risk as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {**shown, "level": row.level, "service": row.service_id, "owner": row.owner_id, "accepted_by": row.accepted_by_id}  # fmt: skip
