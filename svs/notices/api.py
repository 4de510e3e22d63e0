"""One's own notices for programs: the same operations as the pages."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.notices import access, operations, queries
from svs.notices import serializers as shapes


class NoticeFilter(django_filters.FilterSet):
    """Filter by whether they were read."""

    unread = django_filters.BooleanFilter("read_at", lookup_expr="isnull")


class NoticeViewSet(RoomViewSet):
    """What you were told of, and what you want to be told of."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = NoticeFilter
    serializer_class = shapes.NoticeOutput
    scopes = {"read": "notices:read", "write": "notices:write"}
    action_permissions = {
        "list": None, "retrieve": None, "read": access.READ, "read_all": None, "choices": None, "choose": None,
    }  # fmt: skip

    def _answer(self, notice: Any) -> Response:
        (one,) = queries.in_words(user_of(self.request), [notice])
        return self.one(shapes.notice_dict(one))

    @extend_schema(responses=shapes.NoticeOutput(many=True))
    def list(self, request: Request) -> Response:
        """Your notices: unread first, then what you read last."""
        user = user_of(request)
        rows = self.filter_queryset(queries.notices(user))
        page = self.paginate_queryset(rows) or []
        told = queries.in_words(user, page)
        return self.get_paginated_response([shapes.notice_dict(one) for one in told])

    @extend_schema(responses=shapes.NoticeOutput)
    def retrieve(self, request: Request, id: str) -> Response:
        """One notice of yours."""
        return self._answer(self.get_object())

    @extend_schema(request=EmptyInput, responses=shapes.NoticeOutput)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, id: str) -> Response:
        """It counts as read."""
        notice = self.get_object()
        self.body(EmptyInput)
        return self._answer(operations.read_notice(notice=notice))

    @extend_schema(request=EmptyInput, responses=shapes.CountOutput, filters=False)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """All of them count as read."""
        self.body(EmptyInput)
        return Response({"read": operations.read_all(user=user_of(request))})

    @extend_schema(responses=shapes.ChoicesOutput, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def choices(self, request: Request) -> Response:
        """By which ways you are told of what."""
        return self._choices()

    @extend_schema(request=shapes.ChoicesInput, responses=shapes.ChoicesOutput, filters=False)
    @choices.mapping.put
    def choose(self, request: Request) -> Response:
        """Say by which ways you want to be told of what; kinds left out stay as they are."""
        said = self.body(shapes.ChoicesInput)["choices"]
        wanted = {one["kind"]: (one["in_app"], one["by_mail"]) for one in said}
        operations.choose(user=user_of(request), actor=actor_of(request), choices=wanted)
        return self._choices()

    def _choices(self) -> Response:
        found = queries.choices(user_of(self.request))
        return Response({"choices": [shapes.choice_dict(one) for one in found]})
