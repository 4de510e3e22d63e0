"""Escalations for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import escalations as access
from governance.filters.escalations import EscalationFilter
from governance.operations import escalations as operations
from governance.queries import escalations as queries
from governance.serializers import escalations as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class EscalationViewSet(RoomViewSet):
    """Take up what nobody decides, and decide it."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = EscalationFilter
    serializer_class = shapes.EscalationOutput
    scopes = {"read": "escalations:read", "write": "escalations:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_open,
        "decide": access.DECIDE,
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("decision")

    @extend_schema(responses=shapes.EscalationOutput(many=True))
    def list(self, request: Request) -> Response:
        """Escalations you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-opened_at", "-id")
        return self.pages(rows, shapes.escalation_dict)

    @extend_schema(responses=shapes.EscalationOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One escalation: whose rung it is on, and until when."""
        return self.one(shapes.escalation_dict(self.get_object()))

    @extend_schema(request=shapes.OpenInput, responses={201: shapes.EscalationOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Take something up that nobody decides; the last of the path is a sponsor."""
        body = self.body(shapes.OpenInput)
        subject = queries.subject_of(user_of(request), body.pop("subject"))
        made = operations.open_escalation(actor=actor_of(request), subject=subject, **body)
        return self.one(shapes.escalation_dict(made), status=201)

    @extend_schema(request=shapes.DecideInput, responses=shapes.EscalationOutput)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, ref: str) -> Response:
        """Decide it, as whoever holds the rung or stands above."""
        record, version = self.get_object(), version_from(request, required=False)
        done = operations.decide_escalation(
            escalation=record, actor=actor_of(request), version=version, **self.body(shapes.DecideInput)
        )  # fmt: skip
        return self.one(shapes.escalation_dict(done))
