"""Outages for integrations and for whoever plans them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from practices.incident import access, filters, operations, queries
from practices.incident import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.services import queries as services

# What JSON schema cannot say about two moments is still a bad request, not a conflict.
_TIMES = frozenset({"starts_later", "ends_before_start", "ends_later", "out_of_reach"})


class OutageViewSet(RoomViewSet):
    """What is down, what was, and what is planned to be."""

    visible_to = staticmethod(access.outages_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = filters.OutageFilter
    serializer_class = shapes.OutageOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_open_outages,
        "partial_update": access.EDIT_OUTAGE,
        "destroy": access.EDIT_OUTAGE,
        "end": access.EDIT_OUTAGE,
    }

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return queries.with_ref(user_of(self.request), super().get_queryset())

    @extend_schema(responses=shapes.OutageOutput(many=True))
    def list(self, request: Request) -> Response:
        """Outages of services you see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-started_at", "-id")
        return self.pages(rows, shapes.outage_dict)

    @extend_schema(responses=shapes.OutageOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One outage, with its ETag."""
        return self.one(shapes.outage_dict(self.get_object()))

    @extend_schema(request=shapes.OutageInput, responses={201: shapes.OutageOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write an outage down, or plan one. Only what is planned starts later than now."""
        body, user = self.body(shapes.OutageInput), user_of(request)
        service_id = body.pop("service")
        services.check_usable(user, service_id, None)
        if not access.services_to_open(user).filter(pk=service_id).exists():
            raise Forbidden
        made = _timely(lambda: operations.open_outage(actor=actor_of(request), service_id=service_id, **body))  # fmt: skip
        return self._answer(made.pk, status=201)

    @extend_schema(request=shapes.OutageChange, responses=shapes.OutageOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Put times and words right. Needs If-Match."""
        outage, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.OutageChange)
        _timely(lambda: operations.change_outage(outage=outage, actor=actor_of(request), fields=fields, version=version))  # fmt: skip
        return self._answer(outage.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """A planned outage that has not begun will not take place. Needs If-Match."""
        outage, version = self.get_object(), version_from(request, required=True)
        operations.cancel_outage(outage=outage, actor=actor_of(request), version=version)
        return Response(status=204)

    @extend_schema(request=shapes.EndInput, responses=shapes.OutageOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:
        """The service can be used again, now or since a moment that is over."""
        outage, body = self.get_object(), self.body(shapes.EndInput)
        version = version_from(request, required=False)
        _timely(lambda: operations.close_outage(outage=outage, actor=actor_of(request), version=version, **body))  # fmt: skip
        return self._answer(outage.pk)

    def _answer(self, key: int, status: int = 200) -> Response:
        return self.one(shapes.outage_dict(self.get_queryset().get(pk=key)), status=status)


def _timely(do: Any) -> Any:
    """Do it; times that make no sense are a bad request, each at its field."""
    try:
        return do()
    except RuleViolation as violation:
        if violation.code in _TIMES and violation.field:
            raise ValidationError({violation.field: [violation.message]}) from None
        raise
