"""The improvement register for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from improvement import access, filters, operations, queries
from improvement import serializers as shapes
from svs.accounts import queries as accounts
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of


class ImprovementViewSet(RoomViewSet):
    """Raise, read, change and finish improvements."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.ImprovementFilter
    serializer_class = shapes.ImprovementOutput
    scopes = {"read": "improvements:read", "write": "improvements:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_read,
        "partial_update": access.EDIT,
        "start": access.START,
        "finish": access.FINISH,
        "drop": access.DROP,
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("service")

    @extend_schema(responses=shapes.ImprovementOutput(many=True))
    def list(self, request: Request) -> Response:
        """Improvements you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-id")
        return self.pages(rows, shapes.improvement_dict)

    @extend_schema(responses=shapes.ImprovementOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One improvement, with its ETag."""
        return self.one(shapes.improvement_dict(self.get_object()))

    @extend_schema(request=shapes.RaiseInput, responses={201: shapes.ImprovementOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Raise an improvement; raised on a signal, it answers the signal."""
        body = self._owned(self.body(shapes.RaiseInput))
        named = ("ticket", "service", "signal")
        asked: dict[str, Any] = {name: body.pop(name) for name in named if name in body}
        source = queries.source(user_of(request), asked)
        made = operations.raise_improvement(actor=actor_of(request), source=source, **body)
        return self.one(shapes.improvement_dict(made), status=201)

    @extend_schema(request=shapes.ChangeInput, responses=shapes.ImprovementOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change it. Needs If-Match."""
        record, version = self.get_object(), version_from(request, required=True)
        fields = self._owned(self.body(shapes.ChangeInput))
        changed = operations.change_improvement(
            improvement=record, actor=actor_of(request), fields=fields, version=version
        )
        return self.one(shapes.improvement_dict(changed))

    @extend_schema(request=EmptyInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, ref: str) -> Response:
        """Begin."""
        return self._move(request, operations.start_improvement, EmptyInput)

    @extend_schema(request=shapes.FinishInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, ref: str) -> Response:
        """It is done: say what came of it."""
        return self._move(request, operations.finish_improvement, shapes.FinishInput)

    @extend_schema(request=shapes.DropInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, ref: str) -> Response:
        """It will not be done, and why."""
        return self._move(request, operations.drop_improvement, shapes.DropInput)

    def _move(self, request: Request, operation: Any, shape: type[Any]) -> Response:
        record, version = self.get_object(), version_from(request, required=False)
        body = self.body(shape)
        moved = operation(improvement=record, actor=actor_of(request), version=version, **body)
        return self.one(shapes.improvement_dict(moved))

    @staticmethod
    def _owned(body: dict[str, Any]) -> dict[str, Any]:
        if "owner" in body:
            key = body.pop("owner")
            if not accounts.people_with_a_role().filter(pk=key).exists():
                raise RuleViolation("unknown_owner", "There is no such person.", field="owner")
            body["owner_id"] = key
        return body
