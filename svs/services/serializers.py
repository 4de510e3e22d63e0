"""What the API takes and gives for services and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer
from svs.services import rules

if TYPE_CHECKING:
    from svs.services.models import Category, Outcome, Service


class ServiceChange(StrictSerializer):
    """What may be changed of a service."""

    name = serializers.CharField(max_length=120, required=False)
    owner = Id(required=False, allow_null=True)
    team = Id(required=False, allow_null=True)
    tier = serializers.IntegerField(min_value=1, max_value=4, required=False)
    value_statement = serializers.CharField(max_length=300, required=False, allow_blank=True)
    used_by = serializers.CharField(max_length=300, required=False, allow_blank=True)
    depended_on_by = serializers.CharField(max_length=300, required=False, allow_blank=True)
    when_it_fails = serializers.CharField(max_length=300, required=False, allow_blank=True)
    is_restricted = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)
    sender_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    sender_address = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class ServiceInput(ServiceChange):
    """A new service."""

    name = serializers.CharField(max_length=120)


class ServiceOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    owner = serializers.IntegerField(allow_null=True)
    team = serializers.IntegerField(allow_null=True)
    tier = serializers.IntegerField()
    value_statement = serializers.CharField(allow_blank=True)
    value_statement_faults = serializers.ListField(child=serializers.CharField())
    used_by = serializers.CharField(allow_blank=True)
    depended_on_by = serializers.CharField(allow_blank=True)
    when_it_fails = serializers.CharField(allow_blank=True)
    is_restricted = serializers.BooleanField()
    is_active = serializers.BooleanField()
    sender_name = serializers.CharField(allow_blank=True)
    sender_address = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class CategoryChange(StrictSerializer):
    """What may be changed of a category."""

    name = serializers.CharField(max_length=120, required=False)
    parent = Id(required=False, allow_null=True)  # type: ignore[assignment]  # the metaclass takes fields off the class
    is_active = serializers.BooleanField(required=False)


class CategoryInput(StrictSerializer):
    """Something that tickets of a service are about."""

    service = Id()
    name = serializers.CharField(max_length=120)
    parent = Id(required=False, allow_null=True, default=None)  # type: ignore[assignment]  # as above


class CategoryOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    service = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField()
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]  # as above
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


class OutcomeOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    statement = serializers.CharField()
    criteria = serializers.ListField(child=serializers.CharField())
    team = serializers.IntegerField()
    is_active = serializers.BooleanField()


_PLAIN = ("id", "slug", "name", "tier", "value_statement", "used_by", "depended_on_by", "when_it_fails", "is_restricted", "is_active", "sender_name", "sender_address", "version")  # fmt: skip


def service_dict(row: Service) -> dict[str, Any]:
    """A service as a flat answer, with what its value statement lacks."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {
        **shown, "owner": row.owner_id, "team": row.team_id,
        "value_statement_faults": rules.faults(row.value_statement),
    }  # fmt: skip


def outcome_dict(row: Outcome) -> dict[str, Any]:
    """An outcome as a flat answer."""
    plain = ("id", "slug", "name", "statement", "criteria", "is_active")
    return {**{name: getattr(row, name) for name in plain}, "team": row.team_id}


def category_dict(row: Category) -> dict[str, Any]:
    """A category as a flat answer."""
    plain = ("id", "name", "path", "is_active", "version")
    return {**{name: getattr(row, name) for name in plain}, "service": row.service_id, "parent": row.parent_id}  # fmt: skip
