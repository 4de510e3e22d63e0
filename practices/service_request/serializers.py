"""What the API takes and gives for requests."""

from typing import Any

from rest_framework import serializers

from practices.desk.serializers import CallerInput, OwnValues, Person, TicketOutput
from svs.api.serializers import Id, StrictSerializer


class RequestInput(StrictSerializer):
    """A new request, logged for somebody."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default=""
    )
    caller = CallerInput(required=False)
    service = Id(required=False, allow_null=True, default=None)
    category = Id(required=False, allow_null=True, default=None)
    team = Id(required=False, allow_null=True, default=None)
    priority = serializers.ChoiceField([1, 2, 3, 4], required=False, default=3)
    items = serializers.ListField(child=Id(), max_length=50, required=False)
    external_id = serializers.CharField(max_length=120, required=False)
    own = OwnValues(required=False)


class RequestChange(StrictSerializer):
    """Fields of a request that may be changed; state, team and holder are verbs."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    service = Id(required=False, allow_null=True)
    category = Id(required=False, allow_null=True)
    priority = serializers.ChoiceField([1, 2, 3, 4], required=False)
    items = serializers.ListField(child=Id(), max_length=50, required=False)
    own = OwnValues(required=False)


class FulfilInput(StrictSerializer):
    """What was delivered."""

    fulfilment = serializers.CharField(max_length=20_000)


class AskApprovalInput(StrictSerializer):
    """Who must say yes, never the requester nor whoever asks; without one the decision rights say who."""

    approver = Id(required=False, allow_null=True, default=None)


class RequestOutput(TicketOutput):
    """A request as the API shows it."""


class RequestDetail(RequestOutput):
    """One request, with what was delivered and its approval."""

    fulfilment = serializers.CharField(allow_blank=True)
    approver = Person(allow_null=True)
    asked_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)
    decision_words = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    items = serializers.ListField(child=serializers.IntegerField())


UNSAID: dict[str, Any] = {
    "fulfilment": "", "approver": None, "asked_at": None, "decision": "", "decision_words": "", "decided_at": None,
}  # fmt: skip
