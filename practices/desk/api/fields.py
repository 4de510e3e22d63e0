"""Own fields for integrations: which there are, and setting them up."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.operations import fields as operations
from practices.desk.rules import fields as rules
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import StrictSerializer
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of

TYPES = (rules.TEXT, rules.NUMBER, rules.DATE, rules.CHOICE, rules.YES_NO, rules.PERSON)


class OwnFieldChange(StrictSerializer):
    """What may be changed of a field; kind, key and type stay."""

    label = serializers.CharField(max_length=60, required=False)  # type: ignore[assignment]
    help_text = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    options = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=rules.MOST_OPTIONS, required=False
    )
    is_required = serializers.BooleanField(required=False)
    is_public = serializers.BooleanField(required=False)
    place = serializers.IntegerField(min_value=0, max_value=99, required=False)
    is_active = serializers.BooleanField(required=False)


class OwnFieldInput(OwnFieldChange):
    """A field that a kind of ticket gains."""

    kind = serializers.CharField(max_length=20)
    key = serializers.CharField(max_length=40)
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    type = serializers.ChoiceField(list(TYPES))


class OwnFieldOutput(serializers.Serializer[Any]):
    """A field of a kind of ticket."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help_text = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    is_required = serializers.BooleanField()
    is_public = serializers.BooleanField()
    place = serializers.IntegerField()
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


_SHOWN = ("id", "kind", "key", "label", "help_text", "type", "options", "is_required", "is_public", "place", "is_active", "version")  # fmt: skip


def _shape(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN}


class OwnFieldViewSet(RoomViewSet):
    """The fields that an organisation adds to its tickets, at most twenty a kind."""

    visible_to = staticmethod(access.fields_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    serializer_class = OwnFieldOutput
    scopes = {"read": "tickets:read", "write": "admin:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_set_up,
        "partial_update": access.EDIT,
    }

    @extend_schema(responses=OwnFieldOutput(many=True))
    def list(self, request: Request) -> Response:
        """The fields of every kind, those in use first."""
        seen = access.fields_visible_to(user_of(request))
        return self.pages(seen.order_by("kind", "-is_active", "place", "id"), _shape)

    @extend_schema(responses=OwnFieldOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One field, with its ETag."""
        return self.one(_shape(self.get_object()))

    @extend_schema(request=OwnFieldInput, responses={201: OwnFieldOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a field to a kind of ticket."""
        made = operations.add_field(actor=actor_of(request), **self.body(OwnFieldInput))
        return self.one(_shape(made), status=201)

    @extend_schema(request=OwnFieldChange, responses=OwnFieldOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a field, or retire it. Needs If-Match."""
        row, version = self.get_object(), version_from(request, required=True)
        changed = operations.change_field(
            row=row, actor=actor_of(request), fields=self.body(OwnFieldChange), version=version
        )
        return self.one(_shape(changed))
