"""What requesters do to what they asked for, whatever its kind, for programs that act for them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import serializers as shapes
from practices.desk.operations import surveys
from practices.desk.queries import requests as asked
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404


class SurveyViewSet(RoomViewSet):
    """Say how it went. A practice puts it below its own address with its `kind`."""

    kind = ""

    visible_to = staticmethod(asked.mine)
    serializer_class = shapes.SurveyOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"create": None}

    @extend_schema(request=shapes.SurveyInput, responses={201: shapes.SurveyOutput})
    def create(self, request: Request, ref: str) -> Response:
        """Say once how it went; for the requester alone, to anybody else there is nothing here."""
        user = user_of(request)
        ticket: Any = get_or_404(user, "view", asked.mine(user).filter(kind=self.kind), ref=ref)
        said = surveys.answer_survey(ticket=ticket, actor=actor_of(request), **self.body(shapes.SurveyInput))  # fmt: skip
        return Response(shapes.SurveyOutput(said).data, status=201)
