"""Hold a draft of a promise over the past, for integrations."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk import serializers as shapes
from practices.desk.queries.trying import Draft, try_draft
from practices.service_level import queries as levels
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation


class TryViewSet(RoomViewSet):
    """A draft of a promised time over past tickets; nothing is written."""

    visible_to = staticmethod(access.visible_to)
    serializer_class = shapes.TriedOutput
    scopes = {"read": "services:read", "write": "services:read"}
    action_permissions = {"create": access.may_try_targets}

    @extend_schema(request=shapes.TryInput, responses={200: shapes.TriedOutput})
    def create(self, request: Request) -> Response:
        """How many would have met it, against what was met, which flip, and what 90 and 95 % would have met."""
        user, body = user_of(request), self.body(shapes.TryInput)
        if body["service"] and not levels.open_services(user).filter(pk=body["service"]).exists():
            raise RuleViolation("unknown_service", "There is no such service.", field="service")
        if body["calendar"] and not levels.calendars(user).filter(pk=body["calendar"]).exists():
            raise RuleViolation("unknown_calendar", "There is no such calendar.", field="calendar")
        if not body["since"] <= body["until"] or (body["until"] - body["since"]).days > 732:
            raise RuleViolation("bad_days", "Days go from the first to the last, at most two years.", field="until")  # fmt: skip
        body["service_id"], body["calendar_id"] = body.pop("service"), body.pop("calendar")
        tried = try_draft(user, Draft(**body))
        told = asdict(tried)
        told["distribution"] = [
            {"seconds": seconds, "tickets": count, "is_met": kept}
            for seconds, count, kept in told.pop("bars")
        ]
        told.pop("draft")
        return Response({**told, "is_sample": tried.is_sample})
