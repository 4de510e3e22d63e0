"""What the API takes and gives for decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Decision


class EvidenceInput(StrictSerializer):
    """What it rests on: its numbers are kept as they are now. `stream` is of the service named, else of all."""

    kpis = serializers.ListField(child=serializers.RegexField(r"\AKPI-[0-9]{1,12}\Z", max_length=20), max_length=5, required=False)  # fmt: skip
    stream = serializers.ChoiceField(["incident", "request"], required=False)
    tickets = serializers.ListField(child=serializers.RegexField(r"\A[A-Z]{2,5}-[0-9]{1,12}\Z", max_length=20), max_length=5, required=False)  # fmt: skip


HAND = ("owner", "service", "evidence")


class DecisionInput(StrictSerializer):
    """A decision on a signal; or by hand, without one: then with its owner, and what it rests on."""

    document = {"oneOf": [{"required": ["signal"], "not": {"anyOf": [{"required": [name]} for name in HAND]}}, {"required": ["owner"], "not": {"required": ["signal"]}}]}  # fmt: skip
    signal = serializers.IntegerField(min_value=1, max_value=999_999_999, required=False)
    owner = Id(required=False)
    service = Id(required=False)
    cost = serializers.CharField(max_length=200, required=False, allow_blank=True)
    commitment = serializers.CharField(max_length=200, required=False, allow_blank=True)
    evidence = EvidenceInput(required=False)
    title = serializers.CharField(max_length=200)
    why = serializers.CharField(max_length=1000)
    expected_effect = serializers.CharField(max_length=500)
    review_date = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "signal" in attrs and attrs.keys() & set(HAND):
            raise serializers.ValidationError("Of a decision on a signal the owner, the service and the evidence are known.")  # fmt: skip
        if "signal" not in attrs and "owner" not in attrs:
            raise serializers.ValidationError({"owner": ["Say who sees it through, or name a signal."]})  # fmt: skip
        return attrs


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
    "ref", "source", "title", "why", "expected_effect", "cost", "commitment", "review_date", "decided_at", "outcome",
    "what_happened", "version",
)  # fmt: skip


def decision_dict(row: Decision, evidence: dict[str, Any]) -> dict[str, Any]:
    """A decision as a flat answer, with the evidence that is open to whoever asks."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {
        **shown, "evidence": evidence, "signal": row.signal_id, "approval": row.approval.ref if row.approval else None, "board": row.board_id,
        "review": row.review_of.ref if row.review_of else None, "service": row.service_id, "owner": row.owner_id,
        "decided_by": row.decided_by_id,
    }  # fmt: skip


class PolicyInput(StrictSerializer):
    """A value from a moment on, and why."""

    value = serializers.JSONField(allow_null=True)
    reason = serializers.CharField(max_length=300)
    effective_at = serializers.DateTimeField(required=False)


class PendingOutput(serializers.Serializer[Any]):
    """A value that waits for those who decide."""

    value = serializers.JSONField(allow_null=True)
    effective_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()


class PolicyOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    value = serializers.JSONField()
    default = serializers.JSONField()
    pending = PendingOutput(allow_null=True)


def policy_dict(found: dict[str, Any]) -> dict[str, Any]:
    """A policy value in force as a flat answer."""
    knob, waits = found["knob"], found["pending"]
    pending = {name: getattr(waits["row"], name) for name in ("value", "effective_at", "reason", "asked_at")} if waits else None  # fmt: skip
    return {
        "key": knob.key, "label": knob.label, "help": knob.help, "value": found["value"], "default": knob.default, "pending": pending,
    }  # fmt: skip
