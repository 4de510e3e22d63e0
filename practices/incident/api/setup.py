"""Templates and the matrix for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.incident import access, filters, operations, queries
from practices.incident import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services


class TemplateViewSet(RoomViewSet):
    """What incidents of a frequent sort say from the start."""

    visible_to = staticmethod(access.templates_visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = filters.TemplateFilter
    serializer_class = shapes.TemplateOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_write_templates,
        "partial_update": access.EDIT,
    }

    @extend_schema(responses=shapes.TemplateOutput(many=True))
    def list(self, request: Request) -> Response:
        """Templates you may use, by name."""
        rows = self.filter_queryset(self.get_queryset()).order_by("name", "id")
        return self.pages(rows, shapes.template_dict)

    @extend_schema(responses=shapes.TemplateOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One template, with its ETag."""
        return self.one(shapes.template_dict(self.get_object()))

    @extend_schema(request=shapes.TemplateInput, responses={201: shapes.TemplateOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a template."""
        fields = self._named(self.body(shapes.TemplateInput))
        made = operations.create_template(actor=actor_of(request), **fields)
        return self.one(shapes.template_dict(made), status=201)

    @extend_schema(request=shapes.TemplateChange, responses=shapes.TemplateOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a template, or retire it. Needs If-Match."""
        template, version = self.get_object(), version_from(request, required=True)
        fields = self._named(self.body(shapes.TemplateChange))
        changed = operations.change_template(
            template=template, actor=actor_of(request), fields=fields, version=version
        )
        return self.one(shapes.template_dict(changed))

    def _named(self, body: dict[str, Any]) -> dict[str, Any]:
        """Service, category and team by id, checked to be there."""
        services.check_usable(user_of(self.request), body.get("service"), body.get("team"))
        links = ("service", "category", "team")
        return {f"{name}_id" if name in links else name: value for name, value in body.items()}


class MatrixViewSet(RoomViewSet):
    """Which priority impact and urgency make."""

    visible_to = staticmethod(access.templates_visible_to)
    filterset_class = None
    pagination_class = None
    serializer_class = shapes.MatrixOutput
    scopes = {"read": "tickets:read", "write": "admin:write"}
    action_permissions = {"retrieve": None, "partial_update": access.may_set_up}

    @extend_schema(responses=shapes.MatrixOutput)
    def retrieve(self, request: Request) -> Response:
        """The matrix in force, with its ETag."""
        return self._answer()

    @extend_schema(request=shapes.MatrixInput, responses=shapes.MatrixOutput)
    def partial_update(self, request: Request) -> Response:
        """Set the matrix from now on; open incidents keep their priority. Needs If-Match."""
        version, body = version_from(request, required=True), self.body(shapes.MatrixInput)
        body.setdefault("matrix", queries.matrix_in_force())
        operations.set_matrix(actor=actor_of(request), version=version, **body)
        return self._answer()

    def _answer(self) -> Response:
        version = queries.matrix_version()
        return self.one({"matrix": queries.matrix_in_force(), "version": version})
