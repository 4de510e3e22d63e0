"""Parked deliveries for integrations that watch over the product."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events import access, operations
from svs.events.actor import actor_of
from svs.events.models import Delivery


class ParkedOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    event = serializers.CharField()
    event_id = serializers.IntegerField()
    consumer = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.IntegerField()
    parked_at = serializers.DateTimeField()
    error = serializers.CharField(allow_blank=True)


def parked_dict(row: Delivery) -> dict[str, Any]:
    """A parked delivery as a flat answer."""
    plain = ("id", "event_id", "consumer", "subject_type", "subject_id", "parked_at", "error")
    return {**{name: getattr(row, name) for name in plain}, "event": row.event.name}


class ParkedViewSet(RoomViewSet):
    """Deliveries that failed five times and wait for a person."""

    visible_to = staticmethod(access.parked_visible_to)
    lookup_value_regex = "[0-9]{1,12}"
    serializer_class = ParkedOutput
    scopes = {"read": "admin:read", "write": "admin:write"}
    action_permissions = {"list": access.may_look, "replay": access.REPLAY}

    @extend_schema(responses=ParkedOutput(many=True))
    def list(self, request: Request) -> Response:
        """Parked deliveries, oldest first."""
        return self.pages(self.get_queryset().order_by("parked_at", "id"), parked_dict)

    @extend_schema(request=EmptyInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Give it five fresh attempts."""
        delivery = self.get_object()
        self.body(EmptyInput)
        operations.replay_delivery(delivery=delivery, actor=actor_of(request))
        return Response(status=204)
