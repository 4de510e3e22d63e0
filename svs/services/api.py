"""Services and outcomes for integrations."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from svs.accounts import queries as accounts
from svs.api.etags import version_from
from svs.api.filters import IdFilter
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import access, operations, queries
from svs.services import serializers as shapes

SCOPES = {"read": "services:read", "write": "services:write"}


class ServiceViewSet(RoomViewSet):
    """Services: whose they are and what value they bring."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]{1,120}"
    serializer_class = shapes.ServiceOutput
    scopes = SCOPES
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_administer,
        "partial_update": access.EDIT,
    }

    @extend_schema(responses=shapes.ServiceOutput(many=True))
    def list(self, request: Request) -> Response:
        """Services you may see, by name."""
        return self.pages(self.get_queryset().order_by("name", "id"), shapes.service_dict)

    @extend_schema(responses=shapes.ServiceOutput)
    def retrieve(self, request: Request, slug: str) -> Response:
        """One service, with its ETag."""
        return self.one(shapes.service_dict(self.get_object()))

    @extend_schema(request=shapes.ServiceInput, responses={201: shapes.ServiceOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a service."""
        fields = _named(self.body(shapes.ServiceInput))
        made = operations.create_service(actor=actor_of(request), **fields)
        return self.one(shapes.service_dict(made), status=201)

    @extend_schema(request=shapes.ServiceChange, responses=shapes.ServiceOutput)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change a service. Needs If-Match."""
        service, version = self.get_object(), version_from(request, required=True)
        fields = _named(self.body(shapes.ServiceChange))
        if {"sender_name", "sender_address"} & fields.keys() and not access.may_administer(user_of(request)):  # fmt: skip
            raise Forbidden("Only administrators say whose name mail carries.")
        changed = operations.change_service(
            service=service, actor=actor_of(request), fields=fields, version=version
        )
        return self.one(shapes.service_dict(changed))


class CategoryFilter(django_filters.FilterSet):
    """Filter by service and by whether it is in use."""

    service = IdFilter("service_id")
    active = django_filters.BooleanFilter("is_active")


class CategoryViewSet(RoomViewSet):
    """What tickets of a service are about: a tree of at most three levels."""

    visible_to = staticmethod(queries.categories)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = CategoryFilter
    serializer_class = shapes.CategoryOutput
    scopes = SCOPES
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": None,
        "partial_update": access.EDIT,
    }

    @extend_schema(responses=shapes.CategoryOutput(many=True))
    def list(self, request: Request) -> Response:
        """Categories of services you may see, by service and name."""
        rows = self.filter_queryset(self.get_queryset()).order_by("service_id", "name", "id")
        return self.pages(rows, shapes.category_dict)

    @extend_schema(responses=shapes.CategoryOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One category, with its ETag."""
        return self.one(shapes.category_dict(self.get_object()))

    @extend_schema(request=shapes.CategoryInput, responses={201: shapes.CategoryOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a category to a service you own, or administer."""
        body, user = self.body(shapes.CategoryInput), user_of(request)
        service = get_or_404(user, access.EDIT, access.visible_to(user), pk=body["service"])
        made = operations.create_category(actor=actor_of(request), service=service, name=body["name"], parent_id=body["parent"])  # fmt: skip
        return self.one(shapes.category_dict(made), status=201)

    @extend_schema(request=shapes.CategoryChange, responses=shapes.CategoryOutput)
    def partial_update(self, request: Request, id: str) -> Response:
        """Rename it, put it elsewhere, retire it with what is below. Needs If-Match."""
        category, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.CategoryChange)
        if "parent" in fields:
            fields["parent_id"] = fields.pop("parent")
        operations.change_category(
            category=category, actor=actor_of(request), fields=fields, version=version
        )
        return self.one(shapes.category_dict(self.get_object()))


class OutcomeViewSet(RoomViewSet):
    """The few results the organisation cares about most."""

    visible_to = staticmethod(queries.outcomes_visible_to)
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]{1,120}"
    serializer_class = shapes.OutcomeOutput
    scopes = SCOPES
    action_permissions = {"list": None, "retrieve": None}

    @extend_schema(responses=shapes.OutcomeOutput(many=True))
    def list(self, request: Request) -> Response:
        """Outcomes, those at work first."""
        return self.pages(
            self.get_queryset().order_by("-is_active", "name", "id"), shapes.outcome_dict
        )

    @extend_schema(responses=shapes.OutcomeOutput)
    def retrieve(self, request: Request, slug: str) -> Response:
        """One outcome."""
        return self.one(shapes.outcome_dict(self.get_object()))


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """Owner and team by id, checked to be there."""
    fields = dict(body)
    if (
        fields.get("owner")
        and not accounts.people_with_a_role().filter(pk=fields["owner"]).exists()
    ):
        raise RuleViolation("unknown_owner", "There is no such person.", field="owner")
    if fields.get("team") and fields["team"] not in dict(accounts.teams()):
        raise RuleViolation("unknown_team", "There is no such team.", field="team")
    for name in ("owner", "team"):
        if name in fields:
            fields[f"{name}_id"] = fields.pop(name)
    return fields
