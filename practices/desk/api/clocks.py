"""The promises on a ticket: why its clocks show what they show, and the date that was promised to the requester."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access, queries
from practices.desk import serializers as shapes
from practices.desk.api.base import OfTicketViewSet
from practices.desk.operations.promise import promise_date, withdraw_promise
from practices.desk.queries.explained import explain
from svs.api.etags import version_from
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.errors import Forbidden
from svs.events.actor import actor_of

MEASURE = r"(?P<measure>response|resolution)"


class ClockViewSet(OfTicketViewSet):
    """Clocks of a ticket, each with every interval that counted or did not."""

    serializer_class = shapes.ClockOutput
    action_permissions = {"list": None, "retrieve": None}
    pagination_class = None

    def _readable(self) -> Any:
        ticket = self.ticket()
        if access.only_asked(user_of(self.request), ticket):
            raise Forbidden
        return ticket

    @extend_schema(responses=shapes.ClockOutput(many=True))
    def list(self, request: Request, ref: str) -> Response:
        """The clocks of a ticket as they stand, the first answer first."""
        lines = queries.clocks_of(self._readable(), timezone.now())
        return Response([shapes.clock_dict(line) for line in lines])

    @extend_schema(responses=shapes.ExplainedOutput)
    def retrieve(self, request: Request, ref: str, measure: str) -> Response:
        """One clock: the sentence, the sum, every interval with the rule that counted it or not, warnings told and ahead."""
        found = explain(self._readable(), measure, timezone.now())
        if found is None:
            raise NotFound
        return Response(shapes.explained_dict(found))


class PromiseViewSet(OfTicketViewSet):
    """The date that was promised to the requester, apart from the clocks."""

    serializer_class = shapes.PromisedOutput
    action_permissions = {"create": None, "withdraw": None}

    @extend_schema(request=shapes.PromiseInput, responses={200: shapes.PromisedOutput})
    def create(self, request: Request, ref: str) -> Response:
        """Promise it by a moment and say why; the requester reads both, no clock changes."""
        ticket, body = self.ticket(access.PROMISE), self.body(shapes.PromiseInput)
        version = version_from(request, required=False)
        return self._answer(promise_date(ticket=ticket, actor=actor_of(request), version=version, **body))  # fmt: skip

    @extend_schema(request=EmptyInput, responses=shapes.PromisedOutput)
    def withdraw(self, request: Request, ref: str) -> Response:
        """Take the promised date back."""
        ticket = self.ticket(access.PROMISE)
        self.body(EmptyInput)
        version = version_from(request, required=False)
        return self._answer(withdraw_promise(ticket=ticket, actor=actor_of(request), version=version))  # fmt: skip

    def _answer(self, ticket: Any) -> Response:
        return self.one({
            "ref": ticket.ref, "promised_at": ticket.promised_at, "reason": ticket.promised_because,
            "warning": queries.promise_warning(ticket.promised_at, ticket.due_at, timezone.now()), "version": ticket.version,
        })  # fmt: skip
