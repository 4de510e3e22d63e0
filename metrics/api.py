"""Measures, signals and dashboards for integrations: the same operations and permissions as the pages."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from metrics import access, filters, operations, queries, rules
from metrics import serializers as shapes
from svs.accounts import queries as accounts
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.query import check_query
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.services import access as services_access
from svs.services import queries as services

SCOPES = {"read": "metrics:read", "write": "metrics:write"}
REF = r"[A-Z]{2,5}-[0-9]{1,12}"


class KpiViewSet(RoomViewSet):
    """Propose, read, change, put to work and retire measures."""

    visible_to = staticmethod(access.kpis_visible_to)
    lookup_field = "ref"
    lookup_value_regex = REF
    filterset_class = filters.KpiFilter
    serializer_class = shapes.KpiOutput
    scopes = SCOPES
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "values": access.may_read,
        "create": access.may_propose,
        "partial_update": access.EDIT,
        "activate": access.EDIT,
        "retire": access.EDIT,
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("service")

    @extend_schema(responses=shapes.KpiOutput(many=True))
    def list(self, request: Request) -> Response:
        """Measures you may see."""
        rows = self.filter_queryset(self.get_queryset()).order_by("service_id", "measure", "id")
        return self.pages(rows, shapes.kpi_dict)

    @extend_schema(responses=shapes.KpiOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One measure, with its ETag."""
        return self.one(shapes.kpi_dict(self.get_object()))

    @extend_schema(responses=shapes.KpiValuesOutput, filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def values(self, request: Request, ref: str) -> Response:
        """Its numbers: the last four weeks with data, and sixteen weeks one by one."""
        return Response(shapes.values_dict(queries.standing_of(self.get_object())))

    @extend_schema(request=shapes.KpiInput, responses={201: shapes.KpiOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Propose a measure for a service you own."""
        body = self.body(shapes.KpiInput)
        service_id, fields = body.pop("service"), self._fields(body)
        if not services.editable_by(user_of(request)).filter(pk=service_id).exists():
            raise RuleViolation("unknown_service", "There is no such service of yours.", field="service")  # fmt: skip
        kpi = operations.propose_kpi(actor=actor_of(request), service_id=service_id, **fields)
        return self.one(shapes.kpi_dict(kpi), status=201)

    @extend_schema(request=shapes.KpiChange, responses=shapes.KpiOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change outcome, owner, rule, review date or promise. Needs If-Match."""
        kpi, version = self.get_object(), version_from(request, required=True)
        fields = self._fields(self.body(shapes.KpiChange))
        kpi = operations.change_kpi(kpi=kpi, actor=actor_of(request), fields=fields, version=version)  # fmt: skip
        return self.one(shapes.kpi_dict(kpi))

    @extend_schema(request=EmptyInput, responses=shapes.KpiOutput)
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, ref: str) -> Response:
        """Put it to work: from now on a broken promise raises a signal."""
        return self._move(request, operations.activate_kpi)

    @extend_schema(request=EmptyInput, responses=shapes.KpiOutput)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, ref: str) -> Response:
        """Retire it: its numbers stay, its signals stop."""
        return self._move(request, operations.retire_kpi)

    def _move(self, request: Request, operation: Any) -> Response:
        kpi, version = self.get_object(), version_from(request, required=False)
        self.body(EmptyInput)
        return self.one(shapes.kpi_dict(operation(kpi=kpi, actor=actor_of(request), version=version)))  # fmt: skip

    @staticmethod
    def _fields(body: dict[str, Any]) -> dict[str, Any]:
        """Outcome and owner by id, checked to be there."""
        fields = dict(body)
        for name, rows in (("outcome", services.active_outcomes()), ("owner", accounts.people_with_a_role())):  # fmt: skip
            if name in fields:
                key = fields.pop(name)
                if key is not None and not rows.filter(pk=key).exists():
                    raise RuleViolation(f"unknown_{name}", f"There is no such {name}.", field=name)
                fields[f"{name}_id"] = key
        return fields


class SignalViewSet(RoomViewSet):
    """Broken promises and their answers."""

    visible_to = staticmethod(access.signals_visible_to)
    lookup_value_regex = r"[0-9]{1,9}"
    filterset_class = filters.SignalFilter
    serializer_class = shapes.SignalOutput
    scopes = SCOPES
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "no_action": access.ANSWER,
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("kpi__service")

    @extend_schema(responses=shapes.SignalOutput(many=True))
    def list(self, request: Request) -> Response:
        """Signals you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-raised_at", "-id")
        return self.pages(rows, shapes.signal_dict)

    @extend_schema(responses=shapes.SignalOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One signal."""
        return self.one(shapes.signal_dict(self.get_object()))

    @extend_schema(request=shapes.NoActionInput, responses=shapes.SignalOutput)
    @action(detail=True, methods=["post"], url_path="no-action")
    def no_action(self, request: Request, pk: str) -> Response:
        """Answer it by saying why nothing is done."""
        signal = self.get_object()
        answered = operations.answer_signal(
            signal=signal, actor=actor_of(request), answer="no_action", **self.body(shapes.NoActionInput)
        )  # fmt: skip
        return self.one(shapes.signal_dict(answered))


class DashboardViewSet(RoomViewSet):
    """A service's value: statement, verdict, measures, open signals."""

    visible_to = staticmethod(services_access.visible_to)
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]{1,120}"
    serializer_class = shapes.DashboardOutput
    scopes = SCOPES
    action_permissions = {"retrieve": access.may_read}

    @extend_schema(responses=shapes.DashboardOutput)
    def retrieve(self, request: Request, slug: str) -> Response:
        """Is this service worth it? The same numbers as its page."""
        return Response(shapes.dashboard_dict(queries.dashboard(self.get_object())))


class ValueViewSet(ViewSet):
    """Outcomes and the services that carry them."""

    scopes = SCOPES
    action_permissions: dict[str, Any] = {"list": access.may_read}

    @extend_schema(
        parameters=[OpenApiParameter("period", OpenApiTypes.STR, enum=list(queries.PERIODS))],
        responses=forced_singular_serializer(shapes.ValueOutput),  # type: ignore[no-untyped-call]
    )
    def list(self, request: Request) -> Response:
        """Are we getting the value? The same numbers as its page; the last four weeks with data unless said."""
        check_query(request, {"period": None})
        period = request.query_params.get("period", "month")
        if period not in queries.PERIODS:
            raise ValidationError({"period": ["month, quarter or year."]})
        return Response(shapes.value_dict(queries.value(user_of(request), period)))


class MeasureViewSet(ViewSet):
    """The catalogue of measures: definitions and formulas."""

    scopes = SCOPES
    action_permissions: dict[str, Any] = {"list": access.may_read}

    @extend_schema(responses=shapes.MeasureOutput(many=True))
    def list(self, request: Request) -> Response:
        """Every measure with its definition, formula, source and edge cases."""
        check_query(request, {})
        return Response([shapes.measure_dict(m) for m in rules.MEASURES.values()])
