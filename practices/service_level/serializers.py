"""What the API takes and gives for hours and promised times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from practices.service_level import queries, states
from practices.service_level.rules import spans
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from practices.service_level.models import Calendar, Target

_TIME = r"^([01][0-9]|2[0-4]):[0-5][0-9]$"
_DAY = {
    "type": "array",
    "maxItems": 8,
    "items": {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": "string", "pattern": _TIME},
    },
}
_HOURS = {
    "type": "object",
    "properties": dict.fromkeys("0123456", _DAY),
    "additionalProperties": False,
    "example": {"0": [["08:00", "12:00"], ["13:00", "17:30"]]},
}


@extend_schema_field(_HOURS)
class HoursField(serializers.JSONField):
    """Intervals by weekday, "0" Monday to "6" Sunday; what they mean together is for the operation to check."""

    def to_internal_value(self, data: Any) -> dict[str, list[list[str]]]:
        fits = isinstance(data, dict) and all(
            day in tuple("0123456") and isinstance(pairs, list) and len(pairs) <= 8 and all(map(_is_pair, pairs))
            for day, pairs in data.items()
        )  # fmt: skip
        if not fits:
            raise serializers.ValidationError(
                'Intervals by weekday, 0 for Monday: {"0": [["08:00", "17:30"]]}.'
            )
        return dict(data)


def _is_pair(pair: Any) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(
            isinstance(text, str) and re.fullmatch(_TIME.strip("^$"), text, re.ASCII)
            for text in pair
        )
    )


class CalendarChange(StrictSerializer):
    """What may be changed of a calendar. `services` are all that agreed on it; one left out falls back to the default."""

    name = serializers.CharField(max_length=80, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)
    hours = HoursField(required=False)
    is_default = serializers.BooleanField(required=False)
    services = serializers.ListField(child=Id(), max_length=500, required=False)


class CalendarInput(CalendarChange):
    """A new calendar."""

    name = serializers.CharField(max_length=80)
    time_zone = serializers.CharField(max_length=64)
    hours = HoursField()


class HolidayInput(StrictSerializer):
    day = serializers.DateField()
    name = serializers.CharField(max_length=80)


class RemoveInput(StrictSerializer):
    day = serializers.DateField()


class ImportInput(StrictSerializer):
    """The public holidays of a country, or of a region of it, in these years."""

    country = serializers.CharField(max_length=2, help_text="ISO 3166, two letters.")
    region = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    first_year = serializers.IntegerField(min_value=2000, max_value=2100)
    last_year = serializers.IntegerField(min_value=2000, max_value=2100)


class HolidayOutput(serializers.Serializer[Any]):
    day = serializers.DateField()
    name = serializers.CharField()


class CalendarOutput(serializers.Serializer[Any]):
    """A calendar as the API shows it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    time_zone = serializers.CharField()
    hours = HoursField()
    is_default = serializers.BooleanField()
    in_words = serializers.CharField()
    services = serializers.ListField(child=serializers.IntegerField())
    holidays = HolidayOutput(many=True)
    version = serializers.IntegerField()


class TargetInput(StrictSerializer):
    """A promised time; without a service it is for all that have none of their own."""

    service = Id(required=False, allow_null=True, default=None)
    kind = serializers.CharField(max_length=20)
    priority = serializers.ChoiceField(list(states.PRIORITIES))
    measure = serializers.ChoiceField(list(states.MEASURES))
    seconds = serializers.IntegerField(min_value=spans.LEAST, max_value=spans.MOST)
    holds_from = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The day from which it holds; none: from now on.",
    )
    open_too = serializers.BooleanField(
        required=False, default=False, help_text="Tickets open then are promised it too."
    )


class WithdrawInput(StrictSerializer):
    """From when it is promised no more."""

    holds_until = serializers.DateField(required=False, allow_null=True, default=None)


class EscalationInput(StrictSerializer):
    """Who is told when it is broken; nobody in particular: as the policy says."""

    user = Id(allow_null=True)


class TargetOutput(serializers.Serializer[Any]):
    """A promised time as the API shows it."""

    id = serializers.IntegerField()
    service = serializers.IntegerField(allow_null=True)
    kind = serializers.CharField()
    priority = serializers.IntegerField()
    measure = serializers.CharField()
    seconds = serializers.IntegerField()
    holds_from = serializers.DateTimeField()
    holds_until = serializers.DateTimeField(allow_null=True)
    escalates_to = serializers.IntegerField(allow_null=True)


class Shaped:
    """Calendars as flat answers; the services of all of them are read at once."""

    plain: ClassVar = ("id", "name", "time_zone", "hours", "is_default", "version")

    def __init__(self, user: Any, calendars: list[Calendar]) -> None:
        self.services = queries.services_by_calendar(user, [row.pk for row in calendars])

    def __call__(self, row: Calendar) -> dict[str, Any]:
        days = sorted(row.holidays.all(), key=lambda holiday: holiday.day)
        return {
            **{name: getattr(row, name) for name in self.plain},
            "in_words": queries.said(row), "services": [key for key, _ in self.services[row.pk]],
            "holidays": [{"day": holiday.day, "name": holiday.name} for holiday in days],
        }  # fmt: skip


def target_dict(row: Target) -> dict[str, Any]:
    """A target as a flat answer."""
    return {
        "id": row.pk, "service": row.service_id, "kind": row.kind, "priority": row.priority,
        "measure": row.measure, "seconds": row.seconds, "holds_from": row.holds_from, "holds_until": row.holds_until,
        "escalates_to": row.escalates_to_id,
    }  # fmt: skip
