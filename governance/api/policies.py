"""Policies of one page for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import policies as access
from governance.api.shared import named
from governance.filters.policies import PolicyPageFilter
from governance.operations import policies as operations
from governance.serializers import policies as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class PolicyPageViewSet(RoomViewSet):
    """Draft, propose and read policies of one page."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = PolicyPageFilter
    serializer_class = shapes.PolicyPageOutput
    scopes = {"read": "policies:read", "write": "policies:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_draft,
        "partial_update": access.EDIT,
        **{verb: verb for verb in (access.PROPOSE, access.WITHDRAW, access.RETIRE)},
    }

    @extend_schema(responses=shapes.PolicyPageOutput(many=True))
    def list(self, request: Request) -> Response:
        """Every policy, by title."""
        rows = self.filter_queryset(self.get_queryset()).order_by("title", "id")
        return self.pages(rows, shapes.policy_page_dict)

    @extend_schema(responses=shapes.PolicyPageOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One policy, with its ETag."""
        return self.one(shapes.policy_page_dict(self.get_object()))

    @extend_schema(request=shapes.DraftInput, responses={201: shapes.PolicyPageOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Draft a policy; nobody has to keep it until it is adopted."""
        body = named(request, self.body(shapes.DraftInput))
        made = operations.draft_policy(actor=actor_of(request), **body)
        return self.one(shapes.policy_page_dict(made), status=201)

    @extend_schema(request=shapes.EditInput, responses=shapes.PolicyPageOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Write it anew; what is in force stays in force. Needs If-Match."""
        record, version = self.get_object(), version_from(request, required=True)
        fields = named(request, self.body(shapes.EditInput))
        edited = operations.edit_policy(policy=record, actor=actor_of(request), fields=fields, version=version)  # fmt: skip
        return self.one(shapes.policy_page_dict(edited))

    @extend_schema(request=EmptyInput, responses=shapes.PolicyPageOutput)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, ref: str) -> Response:
        """Put what is written before those who decide."""
        return self._move(request, operations.propose_policy)

    @extend_schema(request=EmptyInput, responses=shapes.PolicyPageOutput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str) -> Response:
        """Take the proposal back."""
        return self._move(request, operations.withdraw_proposal)

    @extend_schema(request=EmptyInput, responses=shapes.PolicyPageOutput)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, ref: str) -> Response:
        """Nobody has to keep it any more."""
        return self._move(request, operations.retire_policy)

    def _move(self, request: Request, operation: Any) -> Response:
        record, version = self.get_object(), version_from(request, required=False)
        self.body(EmptyInput)
        moved = operation(policy=record, actor=actor_of(request), version=version)
        return self.one(shapes.policy_page_dict(moved))
