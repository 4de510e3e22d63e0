"""Asking for something, for programs that act for whoever asks."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk.queries import requests as asked
from practices.service_request import operations
from practices.service_request import serializers as shapes
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services


class AskViewSet(RoomViewSet):
    """Ask for something."""

    visible_to = staticmethod(asked.mine)
    serializer_class = shapes.AskOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"create": None}

    @extend_schema(request=shapes.AskInput, responses={201: shapes.AskOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask for something for yourself, as on the portal; the desk says how urgent it is and who delivers it."""
        user, body = user_of(request), self.body(shapes.AskInput)
        service_id = body.pop("service")
        services.check_usable(user, service_id, None)
        ticket = operations.log_request(
            actor=actor_of(request), requester=user, service_id=service_id, channel="portal", **body
        )
        return Response(shapes.ask_dict(ticket), status=201)
