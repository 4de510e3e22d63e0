"""Which articles answered a ticket, for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.api.base import OfTicketViewSet
from practices.desk.operations import answers as operations
from practices.desk.queries import answers as queries
from practices.desk.serializers import Ref
from practices.knowledge import queries as knowledge
from svs.api.permissions import user_of
from svs.api.serializers import StrictSerializer
from svs.errors import RuleViolation
from svs.events.actor import actor_of


class SolvedWithInput(StrictSerializer):
    """An article, by its ref."""

    article = Ref()


class SolvedWithOutput(serializers.Serializer[Any]):
    """An article that answered the ticket."""

    ref = serializers.CharField()
    title = serializers.CharField()


class SolvedWithViewSet(OfTicketViewSet):
    """The articles that answered a ticket."""

    serializer_class = SolvedWithOutput
    action_permissions = {"list": None, "create": None, "remove": None}
    pagination_class = None

    @extend_schema(responses=SolvedWithOutput(many=True), filters=False)
    def list(self, request: Request, ref: str) -> Response:
        """The articles that answered it, as far as you read them."""
        return self._answer(self.ticket(access.LINK))

    @extend_schema(request=SolvedWithInput, responses={200: SolvedWithOutput(many=True)})
    def create(self, request: Request, ref: str) -> Response:
        """Say that an article answered it. Twice is once."""
        return self._do(operations.solve_with)

    @extend_schema(request=SolvedWithInput, responses={200: SolvedWithOutput(many=True)})
    def remove(self, request: Request, ref: str) -> Response:
        """It did not, after all."""
        return self._do(operations.unsolve_with)

    def _do(self, operation: Any) -> Response:
        ticket, body = self.ticket(access.LINK), self.body(SolvedWithInput)
        article_id = knowledge.readable_by_ref(user_of(self.request), body["article"])
        if article_id is None:
            raise RuleViolation("unknown_article", "There is no such article.", field="article")
        operation(ticket=ticket, article_id=article_id, actor=actor_of(self.request))
        return self._answer(ticket)

    def _answer(self, ticket: Any) -> Response:
        rows = queries.solved_with(user_of(self.request), ticket)
        return Response([{"ref": row["ref"], "title": row["title"]} for row in rows])
