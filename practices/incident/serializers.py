"""What the API takes and gives for incidents."""

from typing import Any

from rest_framework import serializers

from practices.desk.serializers import (
    CallerInput,
    MessageInput,
    OwnValues,
    Person,
    Ref,
    TicketOutput,
)
from practices.incident.states import CAUSE_CODES, RESOLUTION_CODES
from svs.api.serializers import Id, StrictSerializer


class LogInput(StrictSerializer):
    """A new incident."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default=""
    )
    caller = CallerInput(required=False)
    service = Id(required=False, allow_null=True, default=None)
    category = Id(required=False, allow_null=True, default=None)
    team = Id(required=False, allow_null=True, default=None)
    parent = Ref(required=False)  # type: ignore[assignment]  # the metaclass takes fields off the class
    impact = serializers.ChoiceField([1, 2, 3], required=False, default=2)
    urgency = serializers.ChoiceField([1, 2, 3], required=False, default=2)
    items = serializers.ListField(child=Id(), max_length=50, required=False)
    external_id = serializers.CharField(max_length=120, required=False)
    own = OwnValues(required=False)


class ChangeInput(StrictSerializer):
    """Fields of an incident that may be changed; state, team and holder are verbs."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    service = Id(required=False, allow_null=True)
    category = Id(required=False, allow_null=True)
    impact = serializers.ChoiceField([1, 2, 3], required=False)
    urgency = serializers.ChoiceField([1, 2, 3], required=False)
    items = serializers.ListField(child=Id(), max_length=50, required=False)
    own = OwnValues(required=False)


class ResolveInput(StrictSerializer):
    """What restored the service, by which means, and what lay behind it."""

    resolution = serializers.CharField(max_length=20_000)
    resolution_code = serializers.ChoiceField(list(RESOLUTION_CODES))
    cause_code = serializers.ChoiceField(list(CAUSE_CODES))


class ReplyInput(MessageInput):
    """A public reply; with `to_children` the requesters of its open children read it too."""

    to_children = serializers.BooleanField(required=False, default=False)


class ParentInput(StrictSerializer):
    """The larger incident that this one is part of."""

    parent = Ref()  # type: ignore[assignment]  # as above


class DownInput(StrictSerializer):
    """The service of an incident cannot be used, since when, and what the portal says."""

    started_at = serializers.DateTimeField()
    words = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class IncidentOutput(TicketOutput):
    """An incident as the API shows it."""


class IncidentDetail(IncidentOutput):
    """One incident, with how it was resolved; `first_contact` is null while it is open."""

    resolution = serializers.CharField(allow_blank=True)
    resolution_code = serializers.CharField(allow_blank=True)
    cause_code = serializers.CharField(allow_blank=True)
    first_contact = serializers.BooleanField(allow_null=True)
    items = serializers.ListField(child=serializers.IntegerField())


UNSAID: dict[str, Any] = {"resolution": "", "resolution_code": "", "cause_code": "", "first_contact": None}  # fmt: skip
THE_DESKS_OWN = {name: value for name, value in UNSAID.items() if name != "resolution"}


class Relative(serializers.Serializer[Any]):
    ref = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()


class FamilyOutput(serializers.Serializer[Any]):
    """Parent and children as far as you see them, 200 at most."""

    parent = Relative(allow_null=True)
    children = Relative(many=True)
    has_more = serializers.BooleanField()


def family_dict(found: dict[str, Any]) -> dict[str, Any]:
    """A family as a flat answer."""

    def flat(row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in ("ref", "title", "state")}

    parent = found["parent"]
    return {
        "parent": flat(parent) if parent else None, "children": [flat(row) for row in found["children"]],
        "has_more": found["has_more"],
    }  # fmt: skip


class OutageChange(StrictSerializer):
    """What may be put right about an outage."""

    started_at = serializers.DateTimeField(required=False)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    is_planned = serializers.BooleanField(required=False)
    words = serializers.CharField(max_length=300, required=False, allow_blank=True)


class OutageInput(OutageChange):
    """An outage as it happened, or as it is planned."""

    service = Id()
    started_at = serializers.DateTimeField()


class EndInput(StrictSerializer):
    """Since when it is over; now unless said."""

    ended_at = serializers.DateTimeField(required=False)


class OutageOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    service = Person()
    incident = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    is_planned = serializers.BooleanField()
    words = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


def outage_dict(row: Any) -> dict[str, Any]:
    """An outage as a flat answer; the incident behind it where the reader sees it."""
    plain = ("id", "started_at", "ended_at", "is_planned", "words", "version")
    service = {"id": row.service_id, "name": row.service.name}
    return {**{name: getattr(row, name) for name in plain}, "service": service, "incident": row.ticket_ref}  # fmt: skip


class TemplateChange(StrictSerializer):
    """What may be changed of a template."""

    name = serializers.CharField(max_length=80, required=False)
    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    service = Id(required=False, allow_null=True)
    category = Id(required=False, allow_null=True)
    team = Id(required=False, allow_null=True)
    impact = serializers.ChoiceField([1, 2, 3], required=False)
    urgency = serializers.ChoiceField([1, 2, 3], required=False)
    is_active = serializers.BooleanField(required=False)


class TemplateInput(TemplateChange):
    """What an incident of a frequent sort says from the start."""

    name = serializers.CharField(max_length=80)
    title = serializers.CharField(max_length=200)


class TemplateOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    service = serializers.IntegerField(allow_null=True)
    category = serializers.IntegerField(allow_null=True)
    team = serializers.IntegerField(allow_null=True)
    impact = serializers.IntegerField()
    urgency = serializers.IntegerField()
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


def template_dict(row: Any) -> dict[str, Any]:
    """A template as a flat answer."""
    plain = ("id", "name", "title", "description", "impact", "urgency", "is_active", "version")
    links = {name: getattr(row, f"{name}_id") for name in ("service", "category", "team")}
    return {**{name: getattr(row, name) for name in plain}, **links}


class MatrixInput(StrictSerializer):
    """Three rows of impact by three of urgency, high first; more of either never makes it less urgent."""

    matrix = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=1, max_value=4), min_length=3, max_length=3
        ),
        min_length=3,
        max_length=3,
        required=False,
    )
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class MatrixOutput(serializers.Serializer[Any]):
    matrix = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    version = serializers.IntegerField()
