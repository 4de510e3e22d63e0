"""What the API takes and gives for incidents."""

from typing import Any

from rest_framework import serializers

from practices.desk.queries import ROW
from practices.desk.states import HOLD_CAUSES
from practices.incident.states import CAUSE_CODES, RESOLUTION_CODES
from svs.api.serializers import Id, StrictSerializer


def Ref(**kwargs: Any) -> serializers.RegexField:  # noqa: N802 -- stands where a field class would
    """The number of an incident."""
    return serializers.RegexField(r"\A[A-Z]{2,5}-[0-9]{1,12}\Z", max_length=20, **kwargs)


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
    category = Id(required=False, allow_null=True, default=None)
    team = Id(required=False, allow_null=True, default=None)
    parent = Ref(required=False)  # type: ignore[assignment]  # the metaclass takes fields off the class
    impact = serializers.ChoiceField([1, 2, 3], required=False, default=2)
    urgency = serializers.ChoiceField([1, 2, 3], required=False, default=2)
    items = serializers.ListField(child=Id(), max_length=50, required=False)
    external_id = serializers.CharField(max_length=120, required=False)


class ChangeInput(StrictSerializer):
    """Fields of an incident that may be changed; state, team and holder are verbs."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    service = Id(required=False, allow_null=True)
    category = Id(required=False, allow_null=True)
    impact = serializers.ChoiceField([1, 2, 3], required=False)
    urgency = serializers.ChoiceField([1, 2, 3], required=False)
    items = serializers.ListField(child=Id(), max_length=50, required=False)


class AssignInput(StrictSerializer):
    team = Id(required=False, allow_null=True)
    assignee = Id(required=False, allow_null=True)


class HoldInput(StrictSerializer):
    """What it waits for, and when it goes on by itself."""

    cause = serializers.ChoiceField(HOLD_CAUSES)
    wake_at = serializers.DateTimeField(required=False, allow_null=True)


class ResolveInput(StrictSerializer):
    """What restored the service, by which means, and what lay behind it."""

    resolution = serializers.CharField(max_length=20_000)
    resolution_code = serializers.ChoiceField(list(RESOLUTION_CODES))
    cause_code = serializers.ChoiceField(list(CAUSE_CODES))


class MessageInput(StrictSerializer):
    body = serializers.CharField(max_length=20_000)


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
    wake_at = serializers.DateTimeField(allow_null=True)
    service = Person(allow_null=True)
    category = Person(allow_null=True)
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


class IncidentDetail(IncidentOutput):
    """One incident, with how it was resolved; `first_contact` is null while it is open."""

    resolution = serializers.CharField(allow_blank=True)
    resolution_code = serializers.CharField(allow_blank=True)
    cause_code = serializers.CharField(allow_blank=True)
    first_contact = serializers.BooleanField(allow_null=True)
    items = serializers.ListField(child=serializers.IntegerField())


class Relative(serializers.Serializer[Any]):
    ref = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()


class FamilyOutput(serializers.Serializer[Any]):
    """Parent and children as far as you see them, 200 at most."""

    parent = Relative(allow_null=True)
    children = Relative(many=True)
    has_more = serializers.BooleanField()


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
    for name in ("service", "category", "team", "assignee", "requester"):
        key = row[f"{name}_id"]
        shown[name] = None if key is None else {"id": key, "name": row[f"{name}_name"]}
    if "description" in row:
        shown["description"] = row["description"]
    return shown


_THE_DESKS_OWN: dict[str, Any] = {
    "tags": [], "items": [], "resolution_code": "", "cause_code": "", "first_contact": None,
}  # fmt: skip


def for_requester(shown: dict[str, Any]) -> dict[str, Any]:
    """The answer without how the desk sorts its work: for those who only asked for it."""
    return {name: _THE_DESKS_OWN.get(name, value) for name, value in shown.items()}


class HelpInput(StrictSerializer):
    """What is wrong, in the words of whoever asks."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default=""
    )
    service = Id(required=False, allow_null=True, default=None)


class HelpOutput(serializers.Serializer[Any]):
    """What was asked, and under which number it is followed."""

    ref = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    service = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    channel = serializers.CharField()
    logged_at = serializers.DateTimeField()


def help_dict(ticket: Any) -> dict[str, Any]:
    """A request just made, as a flat answer."""
    plain = ("ref", "title", "description", "state", "channel", "logged_at")
    return {**{name: getattr(ticket, name) for name in plain}, "service": ticket.service_id}


class SurveyInput(StrictSerializer):
    """Five points, 1 bad to 5 very good, and words if you like."""

    score = serializers.ChoiceField([1, 2, 3, 4, 5])
    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class SurveyOutput(serializers.Serializer[Any]):
    score = serializers.IntegerField()
    words = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField()


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
