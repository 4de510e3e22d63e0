"""Input as strict as the contract: an unknown field or a wrong type is an error, not a shrug."""

import re
from typing import Any, ClassVar

from rest_framework import serializers

_JSON: tuple[tuple[type, type | tuple[type, ...], str], ...] = (
    (serializers.BooleanField, bool, "true or false."),
    (serializers.CharField, str, "A text."),
    (serializers.IntegerField, (int, float), "A whole number."),
    (serializers.DateField, str, "A date as text."),
    (serializers.DateTimeField, str, "A moment as text."),
)
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})\Z", re.I)


def _misfit(field: Any, value: Any) -> str:
    """What the value should have been, when it is of another JSON type than the field says; empty when it fits."""
    if value is None:
        return ""
    if isinstance(field, serializers.ChoiceField):
        fits = any(value == known and type(value) is type(known) for known in field.choices)
        return "" if fits else "One of the values that are offered."
    if (
        isinstance(field, serializers.DateTimeField)
        and isinstance(value, str)
        and not _OFFSET.search(value)
    ):
        return "A moment with its offset, as in 2026-11-24T09:30:00+01:00."  # in which zone else?
    for kind, wanted, words in _JSON:
        if isinstance(field, kind):
            fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
            return "" if fits else words
    return ""


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know and values of another type, so that no typo and no forbidden field passes silently.

    `document` is JSON schema for what holds between its fields, which the OpenAPI document cannot see by itself.
    """

    document: ClassVar[dict[str, Any]] = {}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            wrong = {name: ["This field cannot be set here."] for name in unknown[:20]}
            for name, field in self.fields.items():
                words = _misfit(field, data.get(name))
                if words:
                    wrong[name] = [words]
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def Id(**kwargs: Any) -> serializers.IntegerField:  # noqa: N802 -- stands where a field class would
    """The id of a record, within what the database can hold."""
    return serializers.IntegerField(min_value=1, max_value=2**31, **kwargs)


class EmptyInput(StrictSerializer):
    """A verb that needs no words."""
