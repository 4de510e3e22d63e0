"""Requests for integrations: the same operations and permissions as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk.api import many
from practices.desk.api.kind import PERMISSIONS, KindViewSet, described
from practices.service_request import access, filters, operations, queries
from practices.service_request import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.events.actor import actor_of
from svs.services import queries as services

many.says("fulfil", shapes.FulfilInput)


@described(shapes.RequestOutput, shapes.RequestDetail)
class RequestViewSet(KindViewSet):
    """Log, list, read, change and move requests."""

    kind = "request"
    filterset_class = filters.RequestFilter
    serializer_class = shapes.RequestOutput
    action_permissions = {
        **PERMISSIONS,
        "fulfil": access.FULFIL,
        "ask_approval": access.ASK_APPROVAL,
        "cancel": access.CANCEL,
    }

    @extend_schema(request=shapes.RequestInput, responses={201: shapes.RequestDetail})
    @idempotent
    def create(self, request: Request) -> Response:
        """Log a request. Honour Idempotency-Key to be safe against repeats."""
        return self.log(self.body(shapes.RequestInput))

    @extend_schema(request=shapes.RequestChange, responses=shapes.RequestDetail)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change fields. Needs If-Match with the ETag you read."""
        ticket, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.RequestChange)
        if "service" in fields:
            fields["service_id"] = fields.pop("service")
            services.check_usable(user_of(request), fields["service_id"], None)
        if "category" in fields:
            fields["category_id"] = fields.pop("category")
        operations.change_request(
            ticket=ticket, actor=actor_of(request), user=user_of(request), item_ids=fields.pop("items", None), fields=fields,
            version=version,
        )  # fmt: skip
        return self.answer(ref)

    @extend_schema(request=shapes.FulfilInput, responses=shapes.RequestDetail)
    @action(detail=True, methods=["post"])
    def fulfil(self, request: Request, ref: str) -> Response:
        """Deliver it, and say what was delivered."""
        return self.do("fulfil", shapes.FulfilInput)

    @extend_schema(request=shapes.AskApprovalInput, responses=shapes.RequestDetail)
    @action(detail=True, methods=["post"], url_path="ask-approval")
    def ask_approval(self, request: Request, ref: str) -> Response:
        """Let it wait until those who decide say yes; they see it from then on, and vote on its approval."""
        ticket, body = self.get_object(), self.body(shapes.AskApprovalInput)
        version = version_from(request, required=False)
        operations.ask_approval(
            ticket=ticket, actor=actor_of(request), approver_id=body["approver"], version=version
        )
        return self.answer(ref)

    @extend_schema(request=EmptyInput, responses=shapes.RequestDetail)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, ref: str) -> Response:
        """It is not needed any more; the requester may say so too, while it is not fulfilled."""
        return self.do("cancel", EmptyInput)

    def unsaid(self) -> dict[str, Any]:
        return dict(shapes.UNSAID)

    def more(self, row: dict[str, Any]) -> dict[str, Any]:
        return queries.said_of(row["id"])
