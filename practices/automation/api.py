"""Rules for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.automation import access, operations, queries
from practices.automation import serializers as shapes
from svs import gates
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class Ranked(list[Any]):
    """A ranking that was worked out in memory, in the shape that pages ask for."""

    def count(self, *_: Any) -> int:
        return len(self)


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
        "ask_approval": access.ASK,
        "decision": access.may_read,
        "enable": access.ENABLE,
        "disable": access.DISABLE,
        "up": access.ORDER,
        "down": access.ORDER,
        "health": access.may_read,
        "helped": access.may_read,
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
    @action(detail=True, methods=["post"], url_path="ask-approval")
    def ask_approval(self, request: Request, ref: str) -> Response:
        """Put this version before those who decide; where nobody has to, it may be enabled at once."""
        return self._move(request, operations.ask_approval)

    @extend_schema(responses=shapes.RuleDecision)
    @action(detail=True, methods=["get"])
    def decision(self, request: Request, ref: str) -> Response:
        """How much of a risk it is and why, and how this version stands with those who decide."""
        rule = self.get_object()
        now, found = gates.standing("rule", rule.pk), queries.weighed(rule)
        return self.one(shapes.decision_dict(now, found))

    @extend_schema(request=EmptyInput, responses=shapes.RuleOutput)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, ref: str) -> Response:
        """Let it act, once this version was run dry and approved."""
        return self._move(request, operations.enable_rule)

    @extend_schema(request=EmptyInput, responses=shapes.RuleOutput)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, ref: str) -> Response:
        """Stop it at once."""
        return self._move(request, operations.disable_rule)

    @extend_schema(request=EmptyInput, responses=shapes.RuleOutput)
    @action(detail=True, methods=["post"])
    def up(self, request: Request, ref: str) -> Response:
        """Ask it one place earlier."""
        return self._order(request, up=True)

    @extend_schema(request=EmptyInput, responses=shapes.RuleOutput)
    @action(detail=True, methods=["post"])
    def down(self, request: Request, ref: str) -> Response:
        """Ask it one place later."""
        return self._order(request, up=False)

    @extend_schema(responses=shapes.HealthOutput)
    @action(detail=True, methods=["get"])
    def health(self, request: Request, ref: str) -> Response:
        """How often it fired, changed a ticket, was undone by a person, failed and was held by a guard in 30 days."""
        rule = self.get_object()
        return self.one(dict(queries.health_of([rule.pk])[rule.pk]))

    @extend_schema(responses=shapes.HelpedOutput(many=True))
    @action(detail=False, methods=["get"])
    def helped(self, request: Request) -> Response:
        """The rules after which the same cases surely took less time, those that saved most first."""
        found = Ranked(queries.rules_that_helped(user_of(request), 100))
        return self.pages(found, shapes.helped_dict)

    def _order(self, request: Request, *, up: bool) -> Response:
        rule = self.get_object()
        self.body(EmptyInput)
        operations.move_rule(rule=rule, actor=actor_of(request), up=up)
        return self.one(shapes.rule_dict(self.get_object()))

    def _move(self, request: Request, operation: Any) -> Response:
        rule = self.get_object()
        self.body(EmptyInput)
        return self.one(shapes.rule_dict(operation(rule=rule, actor=actor_of(request))))

    def _definition(self, shape: type[Any]) -> dict[str, Any]:
        body = self.body(shape)
        for name in ("conditions", "actions"):
            if name in body:
                body[name] = [dict(part) for part in body[name]]
        if "timing" in body:
            body["timing"] = dict(body["timing"])
        queries.check_names(body.get("conditions", []), body.get("actions", []))
        return body


class FailureViewSet(RoomViewSet):
    """What rules could not do, and what is done about it."""

    visible_to = staticmethod(access.failures_visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    serializer_class = shapes.FailureOutput
    scopes = {"read": "rules:read", "write": "rules:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "retry": access.SETTLE,
        "fallback": access.SETTLE,
        "dismiss": access.SETTLE,
    }

    @extend_schema(responses=shapes.FailureOutput(many=True))
    def list(self, request: Request) -> Response:
        """What no rule could do and nobody settled, newest first."""
        user = user_of(request)
        page = self.paginate_queryset(queries.open_failures(user)) or []
        return self.get_paginated_response(
            [shapes.failure_dict(row) for row in queries.with_tickets(user, page)]
        )

    @extend_schema(responses=shapes.FailureOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One of them, settled or not."""
        return self._shown(self.get_object())

    @extend_schema(request=EmptyInput, responses=shapes.FailureOutput)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, ref: str) -> Response:
        """Ask the rule again about the ticket as it is now."""
        return self._settle(request, operations.retry_failure)

    @extend_schema(request=EmptyInput, responses=shapes.FailureOutput)
    @action(detail=True, methods=["post"])
    def fallback(self, request: Request, ref: str) -> Response:
        """Hand the ticket to the fallback team instead."""
        return self._settle(request, operations.hand_failure_over)

    @extend_schema(request=EmptyInput, responses=shapes.FailureOutput)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, ref: str) -> Response:
        """Let it be."""
        return self._settle(request, operations.dismiss_failure)

    def _settle(self, request: Request, operation: Any) -> Response:
        failure = self.get_object()
        self.body(EmptyInput)
        return self._shown(operation(failure=failure, actor=actor_of(request)))

    def _shown(self, failure: Any) -> Response:
        return self.one(
            shapes.failure_dict(queries.with_tickets(user_of(self.request), [failure])[0])
        )
