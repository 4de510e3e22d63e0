"""Boards, and who stands in for whom, for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import boards as access
from governance.operations import boards as operations
from governance.operations import delegations as standing_in
from governance.queries import boards as queries
from governance.serializers import boards as shapes
from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of

SCOPES = {"read": "boards:read", "write": "boards:write"}


def _person(number: int, field: str) -> User:
    found = accounts.people_with_a_role().filter(pk=number).first()
    if found is None:
        raise RuleViolation("unknown_person", "There is no such person.", field=field)
    return found


class BoardViewSet(RoomViewSet):
    """Boards: who sits on them, and when they meet."""

    visible_to = staticmethod(queries.visible_boards)
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]{1,120}"
    serializer_class = shapes.BoardOutput
    scopes = SCOPES
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_make,
        "partial_update": access.EDIT,
        "join": access.SEAT,
        "leave": access.SEAT,
        "close": access.SEAT,
        "reopen": access.SEAT,
    }

    def _now(self, board: Any, status: int = 200) -> Response:
        return self.one(shapes.board_dict(self.get_queryset().get(pk=board.pk)), status=status)

    @extend_schema(responses=shapes.BoardOutput(many=True))
    def list(self, request: Request) -> Response:
        """Boards, open ones first."""
        return self.pages(self.get_queryset(), shapes.board_dict)

    @extend_schema(responses=shapes.BoardOutput)
    def retrieve(self, request: Request, slug: str) -> Response:
        """One board, with its ETag."""
        return self.one(shapes.board_dict(self.get_object()))

    @extend_schema(request=shapes.BoardInput, responses={201: shapes.BoardOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Make a board; who sits on it is said afterwards."""
        return self._now(operations.make_board(actor=actor_of(request), **self.body(shapes.BoardInput)), 201)  # fmt: skip

    @extend_schema(request=shapes.BoardChange, responses=shapes.BoardOutput)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change what it is for, or when it meets. Needs If-Match."""
        board, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.BoardChange)
        return self._now(operations.change_board(board=board, actor=actor_of(request), fields=fields, version=version))  # fmt: skip

    @extend_schema(request=shapes.JoinInput, responses=shapes.BoardOutput)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, slug: str) -> Response:
        """Give somebody a seat, or make a member its chair."""
        board, said = self.get_object(), self.body(shapes.JoinInput)
        operations.join_board(board=board, person=_person(said["person"], "person"), actor=actor_of(request), is_chair=said["is_chair"])  # fmt: skip
        return self._now(board)

    @extend_schema(request=shapes.LeaveInput, responses=shapes.BoardOutput)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, slug: str) -> Response:
        """Take somebody off a board; approvals that are open keep their seats."""
        board, said = self.get_object(), self.body(shapes.LeaveInput)
        operations.leave_board(board=board, person=_person(said["person"], "person"), actor=actor_of(request))  # fmt: skip
        return self._now(board)

    @extend_schema(request=EmptyInput, responses=shapes.BoardOutput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, slug: str) -> Response:
        """Ask a board nothing more; its members lose their seats."""
        return self._do(operations.close_board)

    @extend_schema(request=EmptyInput, responses=shapes.BoardOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, slug: str) -> Response:
        """Let a closed board decide again."""
        return self._do(operations.reopen_board)

    def _do(self, operation: Any) -> Response:
        board = self.get_object()
        self.body(EmptyInput)
        return self._now(operation(board=board, actor=actor_of(self.request)))


class DelegationViewSet(RoomViewSet):
    """Who stands in for whom, as far as you may know."""

    visible_to = staticmethod(queries.delegations)
    lookup_value_regex = "[0-9]{1,9}"
    serializer_class = shapes.DelegationOutput
    scopes = SCOPES
    action_permissions = {"list": access.may_read, "retrieve": access.may_read, "create": access.may_read, "end": access.END}  # fmt: skip

    @extend_schema(responses=shapes.DelegationOutput(many=True))
    def list(self, request: Request) -> Response:
        """Delegations, the latest first."""
        return self.pages(self.get_queryset(), shapes.delegation_dict)

    @extend_schema(responses=shapes.DelegationOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One delegation."""
        return self.one(shapes.delegation_dict(self.get_object()))

    @extend_schema(request=shapes.DelegationInput, responses={201: shapes.DelegationOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Let somebody vote in your place, both days included."""
        said = self.body(shapes.DelegationInput)
        to, board = _person(said.pop("to"), "to"), said.pop("board", None)
        where = queries.board_by_id(board) if board else None
        if board and where is None:
            raise RuleViolation("unknown_board", "There is no such board.", field="board")
        made = standing_in.delegate(actor=actor_of(request), person=user_of(request), to=to, board=where, **said)  # fmt: skip
        return self.one(shapes.delegation_dict(made), status=201)

    @extend_schema(request=EmptyInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Vote yourself again, from now on."""
        found = self.get_object()
        self.body(EmptyInput)
        standing_in.end_delegation(delegation=found, actor=actor_of(request))
        return Response(status=204)
