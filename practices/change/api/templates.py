"""Templates of changes for integrations, with their record."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.change import access, filters, operations
from practices.change import serializers as shapes
from practices.change.queries import record, templates
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services


class TemplateViewSet(RoomViewSet):
    """Write templates, read how they went, propose them as standard or to be revoked."""

    visible_to = staticmethod(templates.shown)
    lookup_field = "ref"
    lookup_value_regex = r"TPL-[0-9]{1,12}"
    filterset_class = filters.TemplateFilter
    serializer_class = shapes.ChangeTemplateOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.is_agent,
        "partial_update": access.EDIT,
        "propose": access.PROPOSE,
        "revoke": access.PROPOSE,
        "retire": access.RETIRE,
    }

    @extend_schema(responses=shapes.ChangeTemplateOutput(many=True))
    def list(self, request: Request) -> Response:
        """Those you may see, by name, each with its record."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()).order_by("name", "id")) or []  # fmt: skip
        known = record.records(row.pk for row in page)
        return self.get_paginated_response([shapes.template_dict(row, known[row.pk]) for row in page])  # fmt: skip

    @extend_schema(responses=shapes.ChangeTemplateOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One template with its record."""
        return self._answer(self.get_object())

    @extend_schema(request=shapes.ChangeTemplateInput, responses={201: shapes.ChangeTemplateOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write a template; each change made from it is decided until it is standard."""
        row = operations.make_template(
            actor=actor_of(request), **self._said(shapes.ChangeTemplateInput)
        )
        return self._answer(row, 201)

    @extend_schema(request=shapes.ChangeTemplateEdit, responses=shapes.ChangeTemplateOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Edit it; what is standard is decided anew where it is made otherwise. Needs If-Match with the ETag you read."""
        row, version = self.get_object(), version_from(request, required=True)
        said = self._said(shapes.ChangeTemplateEdit)
        return self._answer(operations.change_template(template=row, actor=actor_of(request), fields=said, version=version))  # fmt: skip

    @extend_schema(request=EmptyInput, responses=shapes.ChangeTemplateOutput)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, ref: str) -> Response:
        """Propose to those who decide that what is made from it is asked about no more."""
        return self._do(operations.propose_standard)

    @extend_schema(request=EmptyInput, responses=shapes.ChangeTemplateOutput)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, ref: str) -> Response:
        """Propose that it is standard no longer."""
        return self._do(operations.propose_revocation)

    @extend_schema(request=EmptyInput, responses=shapes.ChangeTemplateOutput)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, ref: str) -> Response:
        """Nothing is made from it any more."""
        return self._do(operations.retire_template)

    def _do(self, verb: Any) -> Response:
        row = self.get_object()
        self.body(EmptyInput)
        version = version_from(self.request, required=False)
        return self._answer(verb(template=row, actor=actor_of(self.request), version=version))

    def _said(self, shape: type[Any]) -> dict[str, Any]:
        body = self.body(shape)
        services.check_usable(user_of(self.request), body.get("service"), body.get("team"))
        return {f"{name}_id" if name in ("service", "team") else name: value for name, value in body.items()}  # fmt: skip

    def _answer(self, row: Any, status: int = 200) -> Response:
        return self.one(shapes.template_dict(row, record.records([row.pk])[row.pk]), status=status)
