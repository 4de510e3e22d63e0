"""What the API takes and gives for escalations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Escalation


class OpenInput(StrictSerializer):
    """`subject` is a ref: INC-1042, SIG-12, IMP-7, APR-3, RSK-4. `path` are people, the last a sponsor."""

    subject = serializers.RegexField(r"\A[A-Z]{2,5}-[0-9]{1,12}\Z", max_length=20)
    why = serializers.CharField(max_length=300)
    path = serializers.ListField(child=Id(), min_length=1, max_length=5)
    hours = serializers.IntegerField(min_value=1, max_value=240, required=False, default=24)


class DecideInput(StrictSerializer):
    """With `expected_effect` and `review_date` it becomes a decision of the register."""

    what_was_decided = serializers.CharField(max_length=500)
    expected_effect = serializers.CharField(max_length=500, required=False, allow_blank=True)
    review_date = serializers.DateField(required=False)


class EscalationOutput(serializers.Serializer[Any]):
    """An escalation; `rung` counts from 0, `holder` is whoever is asked now."""

    ref = serializers.CharField()
    subject_ref = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    path = serializers.ListField(child=serializers.IntegerField())
    rung = serializers.IntegerField()
    holder = serializers.IntegerField()
    hours = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField()
    opened_by = serializers.IntegerField(allow_null=True)
    decided_by = serializers.IntegerField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    what_was_decided = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


_PLAIN = ("ref", "subject_ref", "title", "why", "state", "path", "rung", "hours", "due_at", "opened_at", "decided_at", "what_was_decided", "version")  # fmt: skip


def escalation_dict(row: Escalation) -> dict[str, Any]:
    """An escalation as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {
        **shown, "service": row.service_id, "holder": row.holder_id, "opened_by": row.opened_by_id, "decided_by": row.decided_by_id,
        "decision": row.decision.ref if row.decision else None,
    }  # fmt: skip
