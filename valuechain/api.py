"""The observed value stream for integrations: the same numbers as the page."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from svs.api.permissions import user_of
from svs.api.query import check_query
from valuechain import access, forms, queries
from valuechain import serializers as shapes
from valuechain.rules.flow import Flow

_ID: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 2**31}
_ASKS = [
    OpenApiParameter("service", _ID),
    OpenApiParameter("team", _ID),
    OpenApiParameter("priority", OpenApiTypes.INT, enum=[1, 2, 3, 4]),
    OpenApiParameter("since", OpenApiTypes.DATE),
    OpenApiParameter("until", OpenApiTypes.DATE),
    OpenApiParameter("by", OpenApiTypes.STR, enum=["team", "state"]),
]


class StreamViewSet(ViewSet):
    """The observed flow of restored incidents."""

    kind = "incident"
    scopes = {"read": "streams:read", "write": "streams:write"}
    action_permissions: dict[str, Any] = {"list": access.may_read}

    @extend_schema(parameters=_ASKS, responses=forced_singular_serializer(shapes.FlowOutput))  # type: ignore[no-untyped-call]
    def list(self, request: Request) -> Response:
        """Who held what is done, what it waited for, where it went back; the last 90 days with data unless said."""
        check_query(request, dict.fromkeys(asked.name for asked in _ASKS))
        user = user_of(request)
        form = forms.FlowForm(user, request.query_params, kind=self.kind)
        if not form.is_valid():
            raise ValidationError(
                {field: [str(e) for e in errors] for field, errors in form.errors.items()}
            )
        service = form.cleaned_data["service"]
        span = queries.period(user, service and service.pk, kind=self.kind)
        said = (form.cleaned_data["since"], form.cleaned_data["until"])
        if span is None and not all(said):
            return Response(shapes.flow_dict(Flow([], [], 0, None, None, 0), None))
        asked = form.asked(span or said)
        found, pairs = queries.flow(user, asked), queries.ping_pong(user, asked)
        return Response(shapes.flow_dict(found, asked, pairs))


class RequestStreamViewSet(StreamViewSet):
    """The observed flow of requests that are done."""

    kind = "request"
