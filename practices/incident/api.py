"""Incidents for integrations: the same operations and permissions as the pages."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.incident import access, filters, operations
from practices.incident import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.services import queries as services


class IncidentViewSet(RoomViewSet):
    """Log, list, read, change and move incidents."""

    visible_to = staticmethod(access.incidents_visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.IncidentFilter
    serializer_class = shapes.IncidentOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_log,
        "partial_update": access.PRIORITISE,
        "assign": access.ASSIGN,
        "hold": access.HOLD,
        "resume": access.RESUME,
        "resolve": access.RESOLVE,
        "reopen": access.REOPEN,
        "close": access.CLOSE,
        "reply": access.REPLY,
        "note": access.NOTE,
        "messages": None,
    }

    @extend_schema(responses=shapes.IncidentOutput(many=True))
    def list(self, request: Request) -> Response:
        """Incidents you may see, newest first."""
        queryset = self.filter_queryset(self.get_queryset()).order_by("-logged_at", "-id")
        return self.pages(desk_queries.queue_rows(queryset), shapes.incident_dict)

    @extend_schema(responses=shapes.IncidentOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One incident, with its ETag."""
        return self._answer(ref)

    @extend_schema(request=shapes.LogInput, responses={201: shapes.IncidentOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Log an incident. Honour Idempotency-Key to be safe against repeats."""
        body = self.body(shapes.LogInput)
        caller = body.pop("caller", None)
        service_id, team_id = body.pop("service"), body.pop("team")
        service_name, team_name = services.check_usable(user_of(request), service_id, team_id)
        requester = operations.find_or_create_caller(**caller) if caller else user_of(request)
        ticket = operations.log_incident(
            actor=actor_of(request),
            requester=requester,
            service_id=service_id,
            team_id=team_id,
            channel="api",
            **body,
        )
        names = {
            "service_name": service_name,
            "team_name": team_name,
            "requester_name": requester.name,
        }
        row = {
            **ticket.__dict__,
            "assignee_name": None,
            **names,
        }  # all is known: nothing is read again
        return self.one(shapes.incident_dict(row), status=201)

    @extend_schema(request=shapes.ChangeInput, responses=shapes.IncidentOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change fields. Needs If-Match with the ETag you read."""
        ticket, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.ChangeInput)
        if "service" in fields:
            fields["service_id"] = fields.pop("service")
            services.check_usable(user_of(request), fields["service_id"], None)
        operations.change_incident(
            ticket=ticket, actor=actor_of(request), fields=fields, version=version
        )
        return self._answer(ref)

    @extend_schema(request=shapes.AssignInput, responses=shapes.IncidentOutput)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, ref: str) -> Response:
        """Hand over to a team, a person, or both."""
        return self._do(operations.assign_incident, shapes.AssignInput)

    @extend_schema(request=shapes.HoldInput, responses=shapes.IncidentOutput)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, ref: str) -> Response:
        """Wait for somebody else; the clock stands."""
        return self._do(operations.hold_incident, shapes.HoldInput)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentOutput)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, ref: str) -> Response:
        """Go on after a wait."""
        return self._do(operations.resume_incident, EmptyInput)

    @extend_schema(request=shapes.ResolveInput, responses=shapes.IncidentOutput)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, ref: str) -> Response:
        """Say what restored the service."""
        return self._do(operations.resolve_incident, shapes.ResolveInput)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """It is not restored after all."""
        return self._do(operations.reopen_incident, EmptyInput)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentOutput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Nobody has to look at it again."""
        return self._do(operations.close_incident, EmptyInput)

    @extend_schema(request=shapes.MessageInput, responses={201: shapes.MessageOutput})
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, ref: str) -> Response:
        """Reply in public: the requester reads it."""
        return self._say(request, is_internal=False)

    @extend_schema(request=shapes.MessageInput, responses={201: shapes.MessageOutput})
    @action(detail=True, methods=["post"])
    def note(self, request: Request, ref: str) -> Response:
        """Write an internal note: the requester never reads it."""
        return self._say(request, is_internal=True)

    @extend_schema(responses=shapes.MessageOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def messages(self, request: Request, ref: str) -> Response:
        """The conversation, as far as you may read it, oldest first."""
        rows = access.messages_visible_to(user_of(request), self.get_object()).select_related(
            "author"
        )
        found: Any = rows.order_by("created_at", "id")
        page = self.paginate_queryset(found)
        return self.get_paginated_response(shapes.MessageOutput(page, many=True).data)

    def _do(self, operation: Any, shape: type[Any]) -> Response:
        """One verb: may this person, what do they say, do it. In that order, so that a hidden record stays hidden."""
        request, ticket = self.request, self.get_object()
        body = self.body(shape)
        if shape is shapes.AssignInput:
            body = self._named(body)
        operation(
            ticket=ticket,
            actor=actor_of(request),
            version=version_from(request, required=False),
            **body,
        )
        return self._answer(self.kwargs["ref"])

    def _named(self, body: dict[str, Any]) -> dict[str, Any]:
        """The team and person of a hand-over, checked."""
        if not body:
            raise RuleViolation("nobody_named", "Name a team or a person.")
        services.check_holder(user_of(self.request), body.get("team"), body.get("assignee"))
        return {f"{name}_id": value for name, value in body.items()}

    def _say(self, request: Request, *, is_internal: bool) -> Response:
        ticket, body = self.get_object(), self.body(shapes.MessageInput)
        message = desk.add_message(
            ticket_id=ticket.pk,
            author=user_of(request),
            actor=actor_of(request),
            is_internal=is_internal,
            **body,
        )
        return Response(shapes.MessageOutput(message).data, status=201)

    def _answer(self, ref: str, status: int = 200) -> Response:
        row = (
            desk_queries.queue_rows(self.get_queryset().filter(ref=ref))
            .values("description", *_NAMES)
            .first()
        )
        if row is None:
            raise Http404
        return self.one(shapes.incident_dict(row), status=status)


_NAMES = (*desk_queries.ROW, "service_name", "team_name", "assignee_name", "requester_name")
