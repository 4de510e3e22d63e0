"""What the API takes and gives for incidents."""

from typing import Any

from rest_framework import serializers

from practices.desk.queries import ROW
from practices.desk.states import HOLD_CAUSES
from svs.api.serializers import Id, StrictSerializer


class CallerInput(StrictSerializer):
    """The person who calls: found by e-mail, else added."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class LogInput(StrictSerializer):
    """A new incident."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default=""
    )
    caller = CallerInput(required=False)
    service = Id(required=False, allow_null=True, default=None)
    team = Id(required=False, allow_null=True, default=None)
    impact = serializers.ChoiceField([1, 2, 3], required=False, default=2)
    urgency = serializers.ChoiceField([1, 2, 3], required=False, default=2)
    external_id = serializers.CharField(max_length=120, required=False)


class ChangeInput(StrictSerializer):
    """Fields of an incident that may be changed; state, team and holder are verbs."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    service = Id(required=False, allow_null=True)
    impact = serializers.ChoiceField([1, 2, 3], required=False)
    urgency = serializers.ChoiceField([1, 2, 3], required=False)


class AssignInput(StrictSerializer):
    team = Id(required=False, allow_null=True)
    assignee = Id(required=False, allow_null=True)


class HoldInput(StrictSerializer):
    cause = serializers.ChoiceField(HOLD_CAUSES)


class ResolveInput(StrictSerializer):
    resolution = serializers.CharField(max_length=20_000)


class MessageInput(StrictSerializer):
    body = serializers.CharField(max_length=20_000)


class Person(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class IncidentOutput(serializers.Serializer[Any]):
    """An incident as the API shows it."""

    ref = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(required=False)
    state = serializers.CharField()
    phase = serializers.CharField()
    cause = serializers.CharField()
    priority = serializers.IntegerField()
    impact = serializers.IntegerField(allow_null=True)
    urgency = serializers.IntegerField(allow_null=True)
    channel = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    service = Person(allow_null=True)
    team = Person(allow_null=True)
    assignee = Person(allow_null=True)
    requester = Person(allow_null=True)
    logged_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    response_due_at = serializers.DateTimeField(allow_null=True)
    responded_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class MessageOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    author = Person(allow_null=True)
    is_internal = serializers.BooleanField()
    body = serializers.CharField()
    created_at = serializers.DateTimeField()


_PLAIN = tuple(
    n
    for n in ROW
    if n not in ("id", "kind", "due_paused_at", "due_seconds") and not n.endswith("_id")
)


def incident_dict(row: dict[str, Any]) -> dict[str, Any]:
    """A queue row as a flat answer; far cheaper than a model serializer on every row."""
    shown: dict[str, Any] = {name: row[name] for name in _PLAIN}
    for name in ("service", "team", "assignee", "requester"):
        key = row[f"{name}_id"]
        shown[name] = None if key is None else {"id": key, "name": row[f"{name}_name"]}
    if "description" in row:
        shown["description"] = row["description"]
    return shown
