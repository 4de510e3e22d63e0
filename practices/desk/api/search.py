"""Search for integrations: the same box, the same rights."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.queries import finding
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet


class FoundTicket(serializers.Serializer[Any]):
    """A ticket that was found."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    priority = serializers.IntegerField(allow_null=True)
    service = serializers.CharField(allow_null=True)
    logged_at = serializers.DateTimeField()


class SearchViewSet(RoomViewSet):
    """Find tickets by their words."""

    visible_to = staticmethod(access.visible_to)
    serializer_class = FoundTicket
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"list": None}

    def _parameters(self) -> dict[str, Any]:
        return {**super()._parameters(), "q": None}

    @extend_schema(
        parameters=[OpenApiParameter(
                "q", {"type": "string", "minLength": 1, "pattern": r"\S"}, description="Words, phrases and filters, as in the box."
            )],
        responses=FoundTicket(many=True), filters=False,
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """Tickets for words and filters, best first: `scanner service:payroll is:open`. At most a thousand are ranked.

        Beside the pages stands what was looked for instead of a mistyped word (`instead`), and what was not understood (`faults`).
        """
        user = user_of(request)
        found = finding.search(user, request.query_params.get("q", "")[:200])
        ids = self.paginate_queryset(found.ids) or []
        desk = access.works_on_tickets(user)
        shown = [_shape(row, desk=desk) for row in finding.rows_by_id(user, ids)]
        answer = self.get_paginated_response(shown)
        answer.data |= {"count": len(found.ids), "has_more": found.has_more, "instead": found.instead, "faults": found.faults}  # fmt: skip
        return answer


def _shape(row: dict[str, Any], *, desk: bool) -> dict[str, Any]:
    """How the desk sorts a ticket is not told to its requester."""
    plain = {name: row[name] for name in ("ref", "kind", "title", "state", "logged_at")}
    return {**plain, "service": row["service_name"], "priority": row["priority"] if desk else None}
