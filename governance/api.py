"""Decisions for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance import access, filters, operations, queries
from governance import serializers as shapes
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class DecisionViewSet(RoomViewSet):
    """Decide on signals, and say later what came of it."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.DecisionFilter
    serializer_class = shapes.DecisionOutput
    scopes = {"read": "decisions:read", "write": "decisions:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_read,
        "review": access.REVIEW,
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("signal__kpi__service")

    @extend_schema(responses=shapes.DecisionOutput(many=True))
    def list(self, request: Request) -> Response:
        """Decisions you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-decided_at", "-id")
        return self.pages(rows, shapes.decision_dict)

    @extend_schema(responses=shapes.DecisionOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One decision."""
        return self.one(shapes.decision_dict(self.get_object()))

    @extend_schema(request=shapes.DecisionInput, responses={201: shapes.DecisionOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Decide on a signal that is yours to answer."""
        body = self.body(shapes.DecisionInput)
        signal = queries.signal_to_decide(user_of(request), body.pop("signal"))
        made = operations.record_decision(actor=actor_of(request), signal=signal, **body)
        return self.one(shapes.decision_dict(made), status=201)

    @extend_schema(request=shapes.ReviewInput, responses=shapes.DecisionOutput)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, ref: str) -> Response:
        """Say what came of it, once."""
        decision = self.get_object()
        reviewed = operations.review_decision(
            decision=decision, actor=actor_of(request), **self.body(shapes.ReviewInput)
        )
        return self.one(shapes.decision_dict(reviewed))
