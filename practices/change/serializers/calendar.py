"""What the API takes and gives for freezes, maintenance windows and what stands in the way of a change."""

from typing import Any

from rest_framework import serializers

from practices.desk.serializers import Person
from svs.api.serializers import Id, StrictSerializer


class FreezeChange(StrictSerializer):
    """What may be changed of a freeze; `services` empty means every service."""

    name = serializers.CharField(max_length=120, required=False)
    why = serializers.CharField(max_length=300, required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    services = serializers.ListField(child=Id(), max_length=500, required=False)


class FreezeInput(FreezeChange):
    """A time in which nothing may change."""

    name = serializers.CharField(max_length=120)
    why = serializers.CharField(max_length=300)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class FreezeOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    why = serializers.CharField()
    state = serializers.CharField(help_text="ahead, now, over or cancelled")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    every_service = serializers.BooleanField()
    services = serializers.ListField(child=serializers.IntegerField())
    version = serializers.IntegerField()


class MaintenanceChange(StrictSerializer):
    """What may be changed of a maintenance window: 0 is Monday; past midnight where it closes before it opens."""

    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    opens = serializers.TimeField(required=False)
    closes = serializers.TimeField(required=False)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)


class MaintenanceInput(MaintenanceChange):
    """Hours of a week in which a service may be changed."""

    service = Id()
    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = serializers.TimeField()
    closes = serializers.TimeField()


class MaintenanceOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    service = Person()
    weekday = serializers.IntegerField()
    opens = serializers.CharField(help_text="12:30:00, in the zone below.")
    closes = serializers.CharField()
    time_zone = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class ConflictOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    forbids = serializers.BooleanField()
    words = serializers.CharField()
    change = serializers.CharField(allow_null=True)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()


class SlotOutput(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ConflictsOutput(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    conflicts = ConflictOutput(many=True)
    slots = SlotOutput(many=True)
    why_none = serializers.CharField(allow_blank=True)


def maintenance_dict(row: Any) -> dict[str, Any]:
    """A maintenance window as a flat answer."""
    plain = {name: getattr(row, name) for name in ("id", "weekday", "opens", "closes", "note", "version")}  # fmt: skip
    return {**plain, "service": {"id": row.service_id, "name": row.service.name}, "time_zone": row.zone}  # fmt: skip


def conflict_dict(one: Any) -> dict[str, Any]:
    """Something in the way; the other change where the reader sees it."""
    plain = {name: getattr(one, name) for name in ("kind", "forbids", "words", "since", "until")}
    return {**plain, "change": one.ref or None}
