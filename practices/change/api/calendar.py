"""Freezes, maintenance windows and what stands in the way of a change, for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from practices.change import access, filters, operations, queries
from practices.change.serializers import calendar as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.services import queries as services

SCOPES = {"read": "tickets:read", "write": "tickets:write"}
# What JSON schema cannot say about two moments is still a bad request, not a conflict.
_BAD = frozenset({
    "ends_before_start", "over", "too_long", "out_of_reach", "name_required", "why_required", "unknown_service", "no_time",
})  # fmt: skip


def _sensible(do: Any) -> Any:
    """Do it; what makes no sense is a bad request at its field."""
    try:
        return do()
    except RuleViolation as violation:
        if violation.code in _BAD and violation.field:
            raise ValidationError({violation.field: [violation.message]}) from None
        raise


class FreezeViewSet(RoomViewSet):
    """Times in which nothing may change."""

    visible_to = staticmethod(access.freezes_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = filters.FreezeFilter
    serializer_class = shapes.FreezeOutput
    scopes = SCOPES
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_freeze,
        "partial_update": access.EDIT,
        "destroy": access.EDIT,
        "lift": access.EDIT,
    }

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return queries.all_freezes(user_of(self.request))

    def _shape(self, row: Any) -> dict[str, Any]:
        return queries.freeze_dict(user_of(self.request), row)

    def _answer(self, key: int, status: int = 200) -> Response:
        return self.one(self._shape(self.get_queryset().get(pk=key)), status=status)

    @extend_schema(responses=shapes.FreezeOutput(many=True))
    def list(self, request: Request) -> Response:
        """Freezes: those ahead and in force first, then what is over."""
        return self.pages(self.filter_queryset(self.get_queryset()), self._shape)

    @extend_schema(responses=shapes.FreezeOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One freeze, with its ETag."""
        return self.one(self._shape(self.get_object()))

    @extend_schema(request=shapes.FreezeInput, responses={201: shapes.FreezeOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Make a freeze. Changes that lie in it start only where those who decide knew of it; who does them is told."""
        said = _said(self.body(shapes.FreezeInput))
        made = _sensible(lambda: operations.make_freeze(actor=actor_of(request), **said))
        return self._answer(made.pk, status=201)

    @extend_schema(request=shapes.FreezeChange, responses=shapes.FreezeOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Put a freeze right; what has begun keeps its start. Needs If-Match."""
        freeze, version = self.get_object(), version_from(request, required=True)
        fields = _said(self.body(shapes.FreezeChange))
        _sensible(lambda: operations.change_freeze(freeze=freeze, actor=actor_of(request), fields=fields, version=version))  # fmt: skip
        return self._answer(freeze.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """A freeze that has not begun will not be; it stays in the list as cancelled. Needs If-Match."""
        freeze, version = self.get_object(), version_from(request, required=True)
        operations.cancel_freeze(freeze=freeze, actor=actor_of(request), version=version)
        return Response(status=204)

    @extend_schema(request=None, responses=shapes.FreezeOutput)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, id: str) -> Response:
        """End a freeze that has begun, from now on."""
        freeze, version = self.get_object(), version_from(request, required=False)
        operations.lift_freeze(freeze=freeze, actor=actor_of(request), version=version)
        return self._answer(freeze.pk)


class MaintenanceViewSet(RoomViewSet):
    """Hours of a week in which a service may be changed."""

    visible_to = staticmethod(access.windows_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = filters.MaintenanceFilter
    serializer_class = shapes.MaintenanceOutput
    scopes = SCOPES
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_agree,
        "partial_update": access.EDIT,
        "destroy": access.EDIT,
    }

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return queries.maintenance_windows(user_of(self.request))

    def _answer(self, key: int, status: int = 200) -> Response:
        return self.one(shapes.maintenance_dict(self.get_queryset().get(pk=key)), status=status)

    @extend_schema(responses=shapes.MaintenanceOutput(many=True))
    def list(self, request: Request) -> Response:
        """Maintenance windows of the services you see, by service and week."""
        return self.pages(self.filter_queryset(self.get_queryset()), shapes.maintenance_dict)

    @extend_schema(responses=shapes.MaintenanceOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One maintenance window, with its ETag."""
        return self.one(shapes.maintenance_dict(self.get_object()))

    @extend_schema(request=shapes.MaintenanceInput, responses={201: shapes.MaintenanceOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Agree on hours of a week, in the zone of the service's hours."""
        body, user = self.body(shapes.MaintenanceInput), user_of(request)
        service_id = body.pop("service")
        services.check_usable(user, service_id, None)
        if not access.services_to_agree(user).filter(pk=service_id).exists():
            raise Forbidden
        made = _sensible(lambda: operations.agree_window(actor=actor_of(request), service_id=service_id, **body))  # fmt: skip
        return self._answer(made.pk, status=201)

    @extend_schema(request=shapes.MaintenanceChange, responses=shapes.MaintenanceOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Agree on other hours. Needs If-Match."""
        window, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.MaintenanceChange)
        _sensible(lambda: operations.change_window(window=window, actor=actor_of(request), fields=fields, version=version))  # fmt: skip
        return self._answer(window.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """These hours are no longer agreed. Needs If-Match."""
        window, version = self.get_object(), version_from(request, required=True)
        operations.end_window(window=window, actor=actor_of(request), version=version)
        return Response(status=204)


class ConflictsViewSet(RoomViewSet):
    """What stands in the way of a change, and when it could be made instead."""

    visible_to = staticmethod(access.changes_visible_to)
    lookup_field = "ref"
    lookup_value_regex = "[A-Z]{2,5}-[0-9]{1,12}"
    serializer_class = shapes.ConflictsOutput
    scopes = SCOPES
    action_permissions = {"retrieve": None}

    @extend_schema(responses=shapes.ConflictsOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """Conflicts of a change in its window, what forbids it first, and the next free slots. Other changes by ref where you see them."""
        found = queries.conflicts_and_slots(user_of(request), self.get_object())
        found["conflicts"] = [shapes.conflict_dict(one) for one in found["conflicts"]]
        return self.one(found)


def _said(body: dict[str, Any]) -> dict[str, Any]:
    if "services" in body:
        body["service_ids"] = body.pop("services")
    return body
