"""How something stands with those who decide, for integrations."""

from typing import Any

from rest_framework import serializers

from svs.gates import Standing


class StandingOutput(serializers.Serializer[Any]):
    """`decision` is of the version as it stands: empty (nobody was asked), asked, approved, refused or expired."""

    may_go_on = serializers.BooleanField()
    needs_approval = serializers.BooleanField()
    decision = serializers.CharField(allow_blank=True)
    decision_words = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)


def standing_dict(now: Standing) -> dict[str, Any]:
    return {
        "may_go_on": now.has_passed, "needs_approval": not now.is_free, "decision": now.state,
        "decision_words": now.words, "decided_at": now.at,
    }  # fmt: skip
