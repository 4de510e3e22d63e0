"""Hours and promised times for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.service_level import access, filters, operations, queries
from practices.service_level import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services

SCOPES = {"read": "services:read", "write": "services:write"}
NUMBER = "[0-9]{1,9}"


class CalendarViewSet(RoomViewSet):
    """Calendars: when people work, and which services agreed on it."""

    visible_to = staticmethod(queries.calendars)
    lookup_value_regex = NUMBER
    serializer_class = shapes.CalendarOutput
    scopes = SCOPES
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_administer,
        "partial_update": access.EDIT,
        "add_holiday": access.EDIT,
        "remove_holiday": access.EDIT,
        "import_holidays": access.EDIT,
    }

    @extend_schema(responses=shapes.CalendarOutput(many=True))
    def list(self, request: Request) -> Response:
        """Calendars, the default first."""
        page = list(self.paginate_queryset(self.get_queryset()) or [])
        shaped = shapes.Shaped(user_of(request), page)
        return self.get_paginated_response([shaped(row) for row in page])

    @extend_schema(responses=shapes.CalendarOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One calendar, with its ETag."""
        return self._answer(self.get_object())

    @extend_schema(request=shapes.CalendarInput, responses={201: shapes.CalendarOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a calendar."""
        body = self.body(shapes.CalendarInput)
        return self._answer(operations.create_calendar(actor=actor_of(request), **body), status=201)

    @extend_schema(request=shapes.CalendarChange, responses=shapes.CalendarOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a calendar; what runs is counted anew. Needs If-Match."""
        record, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.CalendarChange)
        return self._answer(
            operations.change_calendar(
                calendar=record, actor=actor_of(request), fields=fields, version=version
            )
        )

    @extend_schema(request=shapes.HolidayInput, responses=shapes.CalendarOutput)
    @action(detail=True, methods=["post"], url_path="add-holiday")
    def add_holiday(self, request: Request, pk: str) -> Response:
        """Add a day on which nobody works."""
        return self._do(operations.add_holiday, shapes.HolidayInput)

    @extend_schema(request=shapes.RemoveInput, responses=shapes.CalendarOutput)
    @action(detail=True, methods=["post"], url_path="remove-holiday")
    def remove_holiday(self, request: Request, pk: str) -> Response:
        """Work on that day after all."""
        return self._do(operations.remove_holiday, shapes.RemoveInput)

    @extend_schema(request=shapes.ImportInput, responses=shapes.CalendarOutput)
    @action(detail=True, methods=["post"], url_path="import-holidays")
    def import_holidays(self, request: Request, pk: str) -> Response:
        """Take over a country's public holidays; days that are holidays already stay."""
        return self._do(operations.import_holidays, shapes.ImportInput)

    def _do(self, operation: Any, shape: type[Any]) -> Response:
        request, record = self.request, self.get_object()
        body, version = self.body(shape), version_from(self.request, required=False)
        done = operation(calendar=record, actor=actor_of(request), version=version, **body)
        return self._answer(done[0] if isinstance(done, tuple) else done)

    def _answer(self, record: Any, status: int = 200) -> Response:
        shaped = shapes.Shaped(user_of(self.request), [record])
        return self.one(shaped(record), status=status)


class TargetViewSet(RoomViewSet):
    """Promised times by service, kind, priority and measure."""

    visible_to = staticmethod(access.targets_visible_to)
    lookup_value_regex = NUMBER
    filterset_class = filters.TargetFilter
    serializer_class = shapes.TargetOutput
    scopes = SCOPES
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_administer,
        "withdraw": access.EDIT,
        "escalation": access.EDIT,
        "history": None,
    }

    @extend_schema(responses=shapes.TargetOutput(many=True))
    def list(self, request: Request) -> Response:
        """Promised times in force or to come, those for all services first; with `over=true` all that ever were."""
        rows = self.filter_queryset(self.get_queryset())
        if "over" not in request.query_params:
            rows = queries.not_over(rows)
        return self.pages(queries.in_order(rows), shapes.target_dict)

    @extend_schema(responses=shapes.TargetOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One promised time."""
        return self.one(shapes.target_dict(self.get_object()))

    @extend_schema(request=shapes.TargetInput, responses={200: shapes.TargetOutput})
    def create(self, request: Request) -> Response:
        """Set a time from a day on; the one before ends then. The same request twice does the same once."""
        body = self.body(shapes.TargetInput)
        service_id = body.pop("service")
        service = services.service_by_id(service_id) if service_id else None
        made = operations.set_target(actor=actor_of(request), service=service, **body)
        return self.one(shapes.target_dict(made))

    @extend_schema(responses=shapes.TargetOutput(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """All that was ever promised for the same, the newest first."""
        return Response(
            [shapes.target_dict(row) for row in queries.history(self.get_object())[:200]]
        )

    @extend_schema(request=shapes.EscalationInput, responses=shapes.TargetOutput)
    @action(detail=True, methods=["post"])
    def escalation(self, request: Request, pk: str) -> Response:
        """Say who is told when it is broken."""
        record, body = self.get_object(), self.body(shapes.EscalationInput)
        person = queries.person(body["user"])
        return self.one(
            shapes.target_dict(
                operations.set_escalation(target=record, actor=actor_of(request), person=person)
            )
        )

    @extend_schema(request=shapes.WithdrawInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Promise it no more, from a day on; without one from now on."""
        record, body = self.get_object(), self.body(shapes.WithdrawInput)
        operations.withdraw_target(target=record, actor=actor_of(request), **body)
        return Response(status=204)
