"""Items for integrations: the same operations and permissions as the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.configuration import access, filters, operations, queries
from practices.configuration import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services

Said = tuple[dict[str, Any], dict[str, list[int]]]  # fields, relations by kind


class ItemViewSet(RoomViewSet):
    """Components and how they hang together."""

    visible_to = staticmethod(queries.with_relations)
    lookup_value_regex = "[0-9]{1,9}"
    filterset_class = filters.ItemFilter
    serializer_class = shapes.ItemOutput
    scopes = {"read": "items:read", "write": "items:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_write,
        "partial_update": access.EDIT,
        "retire": access.EDIT,
    }

    @extend_schema(responses=shapes.ItemOutput(many=True))
    def list(self, request: Request) -> Response:
        """Items you may see, by name."""
        return self.pages(self.filter_queryset(self.get_queryset()), shapes.item_dict)

    @extend_schema(responses=shapes.ItemOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One item, with its ETag."""
        return self.one(shapes.item_dict(self.get_object()))

    @extend_schema(request=shapes.ItemInput, responses={201: shapes.ItemOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add an item."""
        fields, relations = self._said(shapes.ItemInput)
        made = operations.create_item(actor=actor_of(request), relations=relations, **fields)
        return self.one(shapes.item_dict(made), status=201)

    @extend_schema(request=shapes.ItemChange, responses=shapes.ItemOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an item. Needs If-Match."""
        item, version = self.get_object(), version_from(request, required=True)
        fields, relations = self._said(shapes.ItemChange)
        operations.change_item(
            item=item, actor=actor_of(request), fields=fields, relations=relations, version=version
        )
        return self.one(shapes.item_dict(self.get_object()))

    @extend_schema(request=EmptyInput, responses=shapes.ItemOutput)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """It is no longer in use."""
        item = self.get_object()
        self.body(EmptyInput)
        operations.retire_item(item=item, actor=actor_of(request), version=version_from(request, required=False))  # fmt: skip
        return self.one(shapes.item_dict(self.get_object()))

    def _said(self, shape: type[Any]) -> Said:
        """Fields and relations, checked to be there and seen by whoever asks."""
        user, body = user_of(self.request), self.body(shape)
        if "service" in body:
            body["service_id"] = body.pop("service")
            services.check_usable(user, body["service_id"], None)
        relations = {
            kind: queries.check_items(user, body.pop(kind), kind)
            for kind in shapes.RELATIONS
            if kind in body
        }
        return body, relations
