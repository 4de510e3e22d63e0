"""Saved views for integrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from practices.desk import access, filters
from practices.desk.operations import saved as operations
from practices.desk.queries import saved as queries
from practices.desk.serializers import Person
from practices.desk.views.saved import said_in
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import Id, StrictSerializer
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of

if TYPE_CHECKING:
    from rest_framework.request import Request


class ViewChange(StrictSerializer):
    """What may be changed of a view."""

    name = serializers.CharField(max_length=60, required=False)
    query = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="What stands behind the ? of `/tickets/`.")  # fmt: skip
    team = Id(required=False, allow_null=True)
    place = serializers.IntegerField(min_value=0, max_value=1000, required=False)


class ViewInput(StrictSerializer):
    """A list under a name: one's own, or a team's."""

    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    team = Id(required=False, allow_null=True, default=None)


class ViewOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(allow_blank=True)
    team = Person(allow_null=True)
    owner = Person()
    place = serializers.IntegerField()
    version = serializers.IntegerField()


def view_dict(view: Any) -> dict[str, Any]:
    """A view as a flat answer."""
    plain = {name: getattr(view, name) for name in ("id", "name", "query", "place", "version")}
    team = {"id": view.team_id, "name": view.team.name} if view.team_id else None
    return {**plain, "team": team, "owner": {"id": view.owner_id, "name": view.owner.name}}


class ViewViewSet(RoomViewSet):
    """Saved views: your own and those of your teams."""

    visible_to = staticmethod(access.views_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    serializer_class = ViewOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None, "retrieve": None, "create": access.works_on_tickets, "partial_update": access.EDIT, "destroy": access.EDIT,
    }  # fmt: skip

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("team", "owner")

    @extend_schema(responses=ViewOutput(many=True))
    def list(self, request: Request) -> Response:
        """Your own views, then those of your teams, each in their order."""
        return self.pages(queries.views_of(user_of(request)), view_dict)

    @extend_schema(responses=ViewOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One view, with its ETag."""
        return self.one(view_dict(self.get_object()))

    @extend_schema(request=ViewInput, responses={201: ViewOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Keep a list."""
        said = self.body(ViewInput)
        made = operations.save_view(
            actor=actor_of(request), user=user_of(request), name=said["name"], query=self._query(said["query"]), team_id=said["team"]
        )  # fmt: skip
        return self.one(view_dict(made), status=201)

    @extend_schema(request=ViewChange, responses=ViewOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Rename it, let it ask for something else, give it to a team, or change its place. Needs If-Match."""
        view, version = self.get_object(), version_from(request, required=True)
        said = self.body(ViewChange)
        if "query" in said:
            said["query"] = self._query(said["query"])
        fields = {"team_id" if name == "team" else name: value for name, value in said.items()}
        changed = operations.change_view(
            view=view, actor=actor_of(request), user=user_of(request), fields=fields, version=version
        )  # fmt: skip
        return self.one(view_dict(changed))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Forget a view. Needs If-Match."""
        view, version = self.get_object(), version_from(request, required=True)
        operations.delete_view(view=view, actor=actor_of(request), version=version)
        return Response(status=204)

    def _query(self, query: str) -> str:
        """What it asks for, as lists write it; what cannot be asked is 400."""
        asked = filters.read(said_in(query), user=user_of(self.request))
        if asked.faults:
            raise ValidationError({"query": [fault.words for fault in asked.faults]})
        return asked.query()
