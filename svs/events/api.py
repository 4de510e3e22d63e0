"""Parked deliveries for integrations that watch over the product."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput, Id
from svs.api.views import RoomViewSet
from svs.events import access, audit, operations
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


class EventQuery(serializers.Serializer[Any]):
    """What of the log is asked for."""

    subject = serializers.RegexField(
        r"^([A-Z]{2,5}-[0-9]{1,12}|[a-z_]{1,40}:[0-9]{1,18})$", required=False
    )
    event = serializers.RegexField(r"^[a-z_]{1,30}(\.[a-z_]{1,40})?$", required=False)
    actor = serializers.RegexField(
        r"^([0-9]{1,15}|person|client|rule|alert|system)$", required=False
    )
    service = Id(required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    historical = serializers.ChoiceField(["true", "false"], required=False)
    before = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100)


class EventOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    subject_type = serializers.CharField()
    subject_id = serializers.IntegerField()
    subject = serializers.CharField()
    seq = serializers.IntegerField()
    actor_kind = serializers.CharField()
    actor_user = serializers.IntegerField(allow_null=True)
    actor_ref = serializers.CharField(allow_blank=True)
    service = serializers.IntegerField(allow_null=True)
    historical = serializers.BooleanField()
    request_id = serializers.CharField(allow_blank=True)
    data = serializers.DictField()  # type: ignore[assignment]


class EventsOutput(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = EventOutput(many=True)


def event_dict(row: dict[str, Any]) -> dict[str, Any]:
    """An event as a flat answer; its data holds ids, codes, numbers and times only."""
    event = row["event"]
    plain = ("id", "name", "occurred_at", "recorded_at", "subject_type", "subject_id", "seq", "actor_kind", "actor_ref", "historical", "request_id", "data")  # fmt: skip
    return {
        **{name: getattr(event, name) for name in plain}, "subject": row["subject"].words,
        "actor_user": event.actor_user_id, "service": event.service_id,
    }  # fmt: skip


class EventViewSet(RoomViewSet):
    """The log, newest first."""

    visible_to = staticmethod(access.events_visible_to)
    serializer_class = EventOutput
    pagination_class = None  # by key, see list
    scopes = {"read": "audit:read", "write": "audit:read"}
    action_permissions = {"list": access.may_look}

    def _parameters(self) -> dict[str, Any]:
        return dict.fromkeys(EventQuery().fields)

    @extend_schema(
        parameters=[EventQuery],
        responses=forced_singular_serializer(EventsOutput),  # type: ignore[no-untyped-call]
        filters=False,
    )
    def list(self, request: Request) -> Response:
        """Events by subject, name, actor, service and the days they were recorded in; `next` goes on by key, however many there are."""
        said = EventQuery(data=request.query_params)
        said.is_valid(raise_exception=True)
        wanted = dict(said.validated_data)
        before, size = wanted.pop("before", None), wanted.pop("page_size", audit.PAGE)
        found = list(audit.events(audit.asked_of(wanted), before=before)[: size + 1])
        shown = audit.rows(user_of(request), found[:size])
        url = request.build_absolute_uri()
        following = (
            replace_query_param(url, "before", found[size - 1].pk) if len(found) > size else None
        )
        return Response({"next": following, "results": [event_dict(row) for row in shown]})
