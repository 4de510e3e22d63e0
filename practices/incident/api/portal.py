"""What people do for themselves, for programs that act for them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk.queries import requests as asked
from practices.incident import serializers as shapes
from practices.incident.operations import portal as operations
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services


class HelpViewSet(RoomViewSet):
    """Ask for help."""

    visible_to = staticmethod(asked.mine)
    serializer_class = shapes.HelpOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"create": None}

    @extend_schema(request=shapes.HelpInput, responses={201: shapes.HelpOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask for help for yourself, as on the portal; the desk judges impact, urgency and team."""
        user, body = user_of(request), self.body(shapes.HelpInput)
        service_id = body.pop("service")
        services.check_usable(user, service_id, None)
        ticket = operations.ask_for_help(
            actor=actor_of(request), requester=user, service_id=service_id, **body
        )
        return Response(shapes.help_dict(ticket), status=201)
