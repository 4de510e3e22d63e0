"""Asking for oneself, for programs that act for whoever asks; every kind of ticket that can be asked for says what comes of it."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk.queries import requests as asked
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import Id, StrictSerializer
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services


class AskInput(StrictSerializer):
    """What somebody needs or what is wrong, in their own words."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default=""
    )
    service = Id(required=False, allow_null=True, default=None)


class AskOutput(serializers.Serializer[Any]):
    """What was asked, and under which number it is followed."""

    ref = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    service = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    channel = serializers.CharField()
    logged_at = serializers.DateTimeField()


def described(words: str) -> Callable[[type[Any]], type[Any]]:
    """Say in the OpenAPI document what is asked for here."""
    return extend_schema_view(create=extend_schema(description=words))


class AskViewSet(RoomViewSet):
    """Ask for yourself; `ask` is the operation of the kind."""

    ask: ClassVar[Callable[..., Any]]
    visible_to = staticmethod(asked.mine)
    serializer_class = AskOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"create": None}

    @extend_schema(request=AskInput, responses={201: AskOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask for yourself, as on the portal."""
        user, body = user_of(request), self.body(AskInput)
        service_id = body.pop("service")
        services.check_usable(user, service_id, None)
        ticket = self.ask(actor=actor_of(request), requester=user, service_id=service_id, **body)
        plain = ("ref", "title", "description", "state", "channel", "logged_at")
        flat = {name: getattr(ticket, name) for name in plain}
        return Response({**flat, "service": ticket.service_id}, status=201)
