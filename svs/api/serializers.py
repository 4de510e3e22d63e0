"""Input as strict as the contract: an unknown field is an error, not a shrug."""

from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know, so that a typo or a forbidden field never passes silently."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name: ["This field cannot be set here."] for name in unknown[:20]}
                )
        return super().to_internal_value(data)


class EmptyInput(StrictSerializer):
    """A verb that needs no words."""
