"""Rules for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.automation import access, operations, queries
from practices.automation import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class RuleViewSet(RoomViewSet):
    """Write, run dry, enable and disable rules."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    serializer_class = shapes.RuleOutput
    scopes = {"read": "rules:read", "write": "rules:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_write,
        "partial_update": access.EDIT,
        "dry_run": access.DRY_RUN,
        "enable": access.ENABLE,
        "disable": access.DISABLE,
    }

    @extend_schema(responses=shapes.RuleOutput(many=True))
    def list(self, request: Request) -> Response:
        """All rules in the order they are asked."""
        return self.pages(self.get_queryset().order_by("position", "id"), shapes.rule_dict)

    @extend_schema(responses=shapes.RuleOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One rule, with its ETag."""
        return self.one(shapes.rule_dict(self.get_object()))

    @extend_schema(request=shapes.RuleInput, responses={201: shapes.RuleOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write a rule; it acts once it was run dry and enabled."""
        rule = operations.create_rule(actor=actor_of(request), **self._definition(shapes.RuleInput))
        return self.one(shapes.rule_dict(rule), status=201)

    @extend_schema(request=shapes.RuleChange, responses=shapes.RuleOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change a rule. Needs If-Match; another version has to be run dry again."""
        rule, version = self.get_object(), version_from(request, required=True)
        fields = self._definition(shapes.RuleChange)
        changed = operations.change_rule(rule=rule, actor=actor_of(request), fields=fields, version=version)  # fmt: skip
        return self.one(shapes.rule_dict(changed))

    @extend_schema(request=EmptyInput, responses={202: shapes.RuleOutput})
    @action(detail=True, methods=["post"], url_path="dry-run")
    def dry_run(self, request: Request, ref: str) -> Response:
        """Ask what it would have done in twelve months; read the rule again for the answer."""
        rule = self.get_object()
        self.body(EmptyInput)
        operations.start_dry_run(rule=rule, actor=actor_of(request))
        return self.one(shapes.rule_dict(self.get_object()), status=202)

    @extend_schema(request=EmptyInput, responses=shapes.RuleOutput)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, ref: str) -> Response:
        """Let it act."""
        return self._move(request, operations.enable_rule)

    @extend_schema(request=EmptyInput, responses=shapes.RuleOutput)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, ref: str) -> Response:
        """Stop it at once."""
        return self._move(request, operations.disable_rule)

    def _move(self, request: Request, operation: Any) -> Response:
        rule = self.get_object()
        self.body(EmptyInput)
        return self.one(shapes.rule_dict(operation(rule=rule, actor=actor_of(request))))

    def _definition(self, shape: type[Any]) -> dict[str, Any]:
        body = self.body(shape)
        for name in ("conditions", "actions"):
            if name in body:
                body[name] = [dict(part) for part in body[name]]
        queries.check_names(body.get("conditions", []), body.get("actions", []))
        return body
