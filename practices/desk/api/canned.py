"""Canned replies for integrations: the texts, and setting them up."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.operations import canned as operations
from practices.desk.queries import canned as queries
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import Id, StrictSerializer
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class CannedChange(StrictSerializer):
    """What may be changed of a canned reply."""

    name = serializers.CharField(max_length=80, required=False)
    body = serializers.CharField(max_length=20_000, required=False)
    team = Id(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)


class CannedInput(CannedChange):
    """A text that is often sent, for everybody or a team; {requester} {ref} {title} {service} {team} {me} stand for what is known."""

    name = serializers.CharField(max_length=80)
    body = serializers.CharField(max_length=20_000)


class CannedOutput(serializers.Serializer[Any]):
    """A canned reply as it was written, its names in braces not filled."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    body = serializers.CharField()
    team = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


def _shape(row: Any) -> dict[str, Any]:
    plain = ("id", "name", "body", "is_active", "version")
    return {**{name: getattr(row, name) for name in plain}, "team": row.team_id}


class CannedReplyViewSet(RoomViewSet):
    """Texts that are often sent."""

    visible_to = staticmethod(access.canned_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    serializer_class = CannedOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_write_canned,
        "partial_update": access.EDIT,
    }

    @extend_schema(responses=CannedOutput(many=True))
    def list(self, request: Request) -> Response:
        """Texts you may use, those in use first."""
        return self.pages(queries.listed(user_of(request)), _shape)

    @extend_schema(responses=CannedOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One text, with its ETag."""
        return self.one(_shape(self.get_object()))

    @extend_schema(request=CannedInput, responses={201: CannedOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a text."""
        fields = _named(self.body(CannedInput))
        made = operations.create_canned_reply(actor=actor_of(request), user=user_of(request), **fields)  # fmt: skip
        return self.one(_shape(made), status=201)

    @extend_schema(request=CannedChange, responses=CannedOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a text, or retire it. Needs If-Match."""
        reply, version = self.get_object(), version_from(request, required=True)
        changed = operations.change_canned_reply(
            reply=reply, actor=actor_of(request), user=user_of(request), fields=_named(self.body(CannedChange)), version=version
        )  # fmt: skip
        return self.one(_shape(changed))


def _named(body: dict[str, Any]) -> dict[str, Any]:
    return {"team_id" if name == "team" else name: value for name, value in body.items()}
