"""Risks for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import risks as access
from governance.api.shared import named
from governance.filters.risks import RiskFilter
from governance.operations import risks as operations
from governance.serializers import risks as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class RiskViewSet(RoomViewSet):
    """Raise and weigh risks, ask to accept them until a day."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = RiskFilter
    serializer_class = shapes.RiskOutput
    scopes = {"read": "risks:read", "write": "risks:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_raise,
        "partial_update": access.EDIT,
        **{verb: verb for verb in (access.ASK, access.WITHDRAW, access.CLOSE)},
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("service")

    @extend_schema(responses=shapes.RiskOutput(many=True))
    def list(self, request: Request) -> Response:
        """Risks you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-id")
        return self.pages(rows, shapes.risk_dict)

    @extend_schema(responses=shapes.RiskOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One risk, with its ETag."""
        return self.one(shapes.risk_dict(self.get_object()))

    @extend_schema(request=shapes.RiskInput, responses={201: shapes.RiskOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write down what could happen."""
        body = named(request, self.body(shapes.RiskInput))
        return self.one(shapes.risk_dict(operations.raise_risk(actor=actor_of(request), **body)), status=201)  # fmt: skip

    @extend_schema(request=shapes.RiskEditInput, responses=shapes.RiskOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change it; another statement, weight or service voids its acceptance. Needs If-Match."""
        record, version = self.get_object(), version_from(request, required=True)
        fields = named(request, self.body(shapes.RiskEditInput))
        edited = operations.edit_risk(risk=record, actor=actor_of(request), fields=fields, version=version)  # fmt: skip
        return self.one(shapes.risk_dict(edited))

    @extend_schema(request=shapes.AskInput, responses=shapes.RiskOutput)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, ref: str) -> Response:
        """Ask whoever has the right to accept it until a day, a year at most."""
        record, version = self.get_object(), version_from(request, required=False)
        asked = operations.ask_acceptance(risk=record, actor=actor_of(request), version=version, **self.body(shapes.AskInput))  # fmt: skip
        return self.one(shapes.risk_dict(asked))

    @extend_schema(request=EmptyInput, responses=shapes.RiskOutput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str) -> Response:
        """Take the question back."""
        record, version = self.get_object(), version_from(request, required=False)
        self.body(EmptyInput)
        return self.one(shapes.risk_dict(operations.withdraw_asking(risk=record, actor=actor_of(request), version=version)))  # fmt: skip

    @extend_schema(request=shapes.CloseInput, responses=shapes.RiskOutput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """It is gone, and why."""
        record, version = self.get_object(), version_from(request, required=False)
        words = self.body(shapes.CloseInput)["closed_words"]
        closed = operations.close_risk(risk=record, actor=actor_of(request), words_=words, version=version)  # fmt: skip
        return self.one(shapes.risk_dict(closed))
