"""One ticket goes on in another, for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.api import shapes
from practices.desk.api.base import OfTicketViewSet
from practices.desk.operations import merging as operations
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404


class GoOnViewSet(OfTicketViewSet):
    """Merge a ticket into another, or convert it to another kind."""

    serializer_class = shapes.MovedOutput
    action_permissions = {"merge": None, "convert": None}

    @extend_schema(request=shapes.MergeInput, responses=shapes.MovedOutput)
    @idempotent
    def merge(self, request: Request, ref: str) -> Response:
        """Let it go on in another ticket; one that you do not see is not there. It cannot be taken back."""
        ticket, body, user = (
            self.ticket(access.MERGE),
            self.body(shapes.MergeInput),
            user_of(request),
        )
        into: Any = get_or_404(user, access.MERGE, access.visible_to(user), ref=body["into"])
        target = operations.merge(ticket=ticket, into=into, actor=actor_of(request), by=user, shares=body["shares"])  # fmt: skip
        return Response({"moved_to": target.ref})

    @extend_schema(request=shapes.ConvertInput, responses=shapes.MovedOutput)
    @idempotent
    def convert(self, request: Request, ref: str) -> Response:
        """Let it go on as a ticket of another kind. It cannot be taken back."""
        ticket, body = self.ticket(access.MERGE), self.body(shapes.ConvertInput)
        new = operations.convert(ticket=ticket, kind=body["kind"], actor=actor_of(request))
        return Response({"moved_to": new.ref})
