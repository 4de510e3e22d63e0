"""What the API takes and gives for items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from practices.configuration import rules
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from practices.configuration.models import Item

RELATIONS = ("needs", "part_of", "connected")


def _ids() -> serializers.ListField:
    return serializers.ListField(child=Id(), max_length=200, required=False)


class ItemChange(StrictSerializer):
    """What may be changed of an item; a list of relations replaces the one that was."""

    name = serializers.CharField(max_length=rules.LONGEST_NAME, required=False)
    kind = serializers.ChoiceField(rules.KINDS, required=False)
    service = Id(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    needs = _ids()
    part_of = _ids()
    connected = _ids()


class ItemInput(StrictSerializer):
    """A new item."""

    name = serializers.CharField(max_length=rules.LONGEST_NAME)
    kind = serializers.ChoiceField(rules.KINDS, required=False, default="other")
    service = Id(required=False, allow_null=True, default=None)
    needs = _ids()
    part_of = _ids()
    connected = _ids()


class ItemOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()
    needs = serializers.ListField(child=serializers.IntegerField())
    part_of = serializers.ListField(child=serializers.IntegerField())
    connected = serializers.ListField(child=serializers.IntegerField())
    version = serializers.IntegerField()


def item_dict(row: Item) -> dict[str, Any]:
    """An item as a flat answer, with the ids of what it hangs on."""
    hung = [(one.kind, one.target_id) for one in row.relations_out.all()]
    return {
        "id": row.pk, "name": row.name, "kind": row.kind, "service": row.service_id, "is_active": row.is_active,
        **{kind: sorted(target for k, target in hung if k == kind) for kind in RELATIONS}, "version": row.version,
    }  # fmt: skip
