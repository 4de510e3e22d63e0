"""What the API takes and gives for decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import StrictSerializer

if TYPE_CHECKING:
    from governance.models import Decision


class DecisionInput(StrictSerializer):
    """A decision on a signal."""

    signal = serializers.IntegerField(min_value=1, max_value=999_999_999)
    title = serializers.CharField(max_length=200)
    why = serializers.CharField(max_length=1000)
    expected_effect = serializers.CharField(max_length=500)
    review_date = serializers.DateField()


class ReviewInput(StrictSerializer):
    """What came of it."""

    outcome = serializers.ChoiceField(["worked", "no_effect", "worse"])
    what_happened = serializers.CharField(max_length=1000)


class DecisionOutput(serializers.Serializer[Any]):
    """What was decided. `evidence` are plain numbers as they were then: of the signal, or `items`, each of a kind."""

    ref = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    title = serializers.CharField()
    why = serializers.CharField()
    expected_effect = serializers.CharField()
    review_date = serializers.DateField()
    signal = serializers.IntegerField(allow_null=True)
    approval = serializers.CharField(allow_null=True)
    review = serializers.CharField(allow_null=True)
    board = serializers.IntegerField(allow_null=True)
    service = serializers.IntegerField(allow_null=True)
    owner = serializers.IntegerField(allow_null=True)
    cost = serializers.CharField(allow_blank=True)
    commitment = serializers.CharField(allow_blank=True)
    evidence = serializers.DictField()
    decided_by = serializers.IntegerField()
    decided_at = serializers.DateTimeField()
    outcome = serializers.CharField(allow_blank=True)
    what_happened = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


_PLAIN = (
    "ref", "source", "title", "why", "expected_effect", "cost", "commitment", "review_date", "evidence", "decided_at", "outcome",
    "what_happened", "version",
)  # fmt: skip


def decision_dict(row: Decision) -> dict[str, Any]:
    """A decision as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {
        **shown, "signal": row.signal_id, "approval": row.approval.ref if row.approval else None, "board": row.board_id,
        "review": row.review_of.ref if row.review_of else None, "service": row.service_id, "owner": row.owner_id,
        "decided_by": row.decided_by_id,
    }  # fmt: skip


class PolicyInput(StrictSerializer):
    """A value from a moment on, and why."""

    value = serializers.JSONField(allow_null=True)
    reason = serializers.CharField(max_length=300)
    effective_at = serializers.DateTimeField(required=False)


class PolicyOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    value = serializers.JSONField()
    default = serializers.JSONField()


def policy_dict(found: dict[str, Any]) -> dict[str, Any]:
    """A policy value in force as a flat answer."""
    knob = found["knob"]
    return {"key": knob.key, "label": knob.label, "help": knob.help, "value": found["value"], "default": knob.default}  # fmt: skip
