"""Decisions for integrations."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance import operations
from governance.access import register as access
from governance.filters import register as filters
from governance.queries import evidence
from governance.queries import register as queries
from governance.serializers import register as shapes
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import Forbidden
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
        return (
            super()
            .get_queryset()
            .select_related("signal__kpi__service", "service", "approval", "review_of")
        )

    @extend_schema(responses=shapes.DecisionOutput(many=True))
    def list(self, request: Request) -> Response:
        """Decisions you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-decided_at", "-id")
        page = self.paginate_queryset(rows) or []
        shown = evidence.open_to(user_of(request), page)
        return self.get_paginated_response([shapes.decision_dict(row, shown[row.pk]) for row in page])  # fmt: skip

    @extend_schema(responses=shapes.DecisionOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One decision."""
        return self._one(self.get_object())

    @extend_schema(request=shapes.DecisionInput, responses={201: shapes.DecisionOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Decide on a signal that is yours to answer, or write a decision down by hand."""
        body, user = self.body(shapes.DecisionInput), user_of(request)
        if "signal" in body:
            signal = queries.signal_to_decide(user, body.pop("signal"))
            return self._one(operations.record_decision(actor=actor_of(request), signal=signal, **body), 201)  # fmt: skip
        if not access.may_record(user):
            raise Forbidden
        body |= {f"{name}_id": body.pop(name) for name in ("owner", "service") if name in body}
        items = evidence.gather(user, evidence.Picks(**body.pop("evidence", {})), body.get("service_id"))  # fmt: skip
        return self._one(operations.record_by_hand(actor=actor_of(request), user=user, items=items, **body), 201)  # fmt: skip

    def _one(self, decision: Any, status: int = 200) -> Response:
        shown = evidence.open_to(user_of(self.request), [decision])
        return self.one(shapes.decision_dict(decision, shown[decision.pk]), status=status)

    @extend_schema(request=shapes.ReviewInput, responses=shapes.DecisionOutput)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, ref: str) -> Response:
        """Say what came of it, once."""
        decision = self.get_object()
        reviewed = operations.review_decision(
            decision=decision, actor=actor_of(request), **self.body(shapes.ReviewInput)
        )
        return self._one(reviewed)


class PolicyViewSet(RoomViewSet):
    """Policy values: what is in force, and setting it from a moment on."""

    visible_to = staticmethod(queries.policy_rows)
    lookup_field = "key"
    lookup_value_regex = r"[a-z_]{1,40}\.[a-z_]{1,60}"
    serializer_class = shapes.PolicyOutput
    scopes = {"read": "policy:read", "write": "policy:write"}
    action_permissions = {"list": access.may_look, "retrieve": access.may_look, "adopt": access.may_adopt}  # fmt: skip

    @extend_schema(responses=shapes.PolicyOutput(many=True), filters=False)
    def list(self, request: Request) -> Response:
        """Every policy value by its key."""
        return self.pages(self.get_queryset(), shapes.policy_dict)

    @extend_schema(responses=shapes.PolicyOutput)
    def retrieve(self, request: Request, key: str) -> Response:
        """One policy value in force."""
        return self.one(shapes.policy_dict(self._found(key)))

    @extend_schema(request=shapes.PolicyInput, responses={200: shapes.PolicyOutput, 202: shapes.PolicyOutput})  # fmt: skip
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, key: str) -> Response:
        """Set a policy value, at once or from a moment to come. 202 where it waits for those who decide."""
        self._found(key)
        row = operations.adopt_policy(actor=actor_of(request), key=key, **self.body(shapes.PolicyInput))  # fmt: skip
        return self.one(shapes.policy_dict(self._found(key)), status=200 if row else 202)

    def _found(self, key: str) -> dict[str, Any]:
        found = queries.policy_value(key)
        if found is None:
            raise Http404
        return found
