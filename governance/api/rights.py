"""The table of decision rights for integrations."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import rights as access
from governance.operations import rights as operations
from governance.queries import rights as queries
from governance.queries import trying
from governance.serializers import rights as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class RightViewSet(RoomViewSet):
    """Who decides what: rows in force, drafts of them, and what would happen to a case."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"R-[0-9]{1,6}"
    serializer_class = shapes.RightOutput
    scopes = {"read": "rights:read", "write": "rights:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "versions": access.may_read,
        "try_case": access.may_read,
        **dict.fromkeys(
            ("create", "partial_update", "draft", "propose", "take_back", "discard"), access.may_draft
        ),
    }  # fmt: skip

    def _versions(self, ref: str) -> list[Any]:
        found = queries.versions(user_of(self.request), ref)
        if not found:
            raise Http404
        return found

    def _draft(self, ref: str) -> Any:
        found = queries.draft_of(self._versions(ref))
        if found is None:
            raise Http404
        return found

    def _now(self, row: Any, status: int = 200) -> Response:
        row.refresh_from_db()
        return self.one(shapes.right_dict(row), status=status)

    @extend_schema(responses=shapes.RightOutput(many=True))
    def list(self, request: Request) -> Response:
        """The rows in force, in the order in which they are asked; behind them the drafts."""
        return self.pages([*queries.table(), *queries.drafts(user_of(request))], shapes.right_dict)

    @extend_schema(responses=shapes.RightOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One row: its draft where there is one, with its ETag, else the version in force, else the last one."""
        found = self._versions(ref)
        draft = queries.draft_of(found)
        return self.one(shapes.right_dict(draft or queries.version_in_force(found) or found[0]))

    @extend_schema(responses=shapes.RightOutput(many=True))
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, ref: str) -> Response:
        """Every version of a row, the newest first."""
        return self.pages(self._versions(ref), shapes.right_dict)

    @extend_schema(request=shapes.RightInput, responses={201: shapes.RightOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write a new row; it holds nothing until it is adopted."""
        return self._now(operations.draft_right(actor=actor_of(request), **self._said(shapes.RightInput)), 201)  # fmt: skip

    @extend_schema(request=shapes.NextInput, responses={201: shapes.RightOutput})
    @action(detail=True, methods=["post"])
    @idempotent
    def draft(self, request: Request, ref: str) -> Response:
        """Begin the next version of a row."""
        found = self._versions(ref)
        base = queries.version_in_force(found) or found[0]
        return self._now(operations.draft_next(right=base, actor=actor_of(request), **self._said(shapes.NextInput)), 201)  # fmt: skip

    @extend_schema(request=shapes.RightChange, responses=shapes.RightOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Edit the draft of a row. Needs If-Match."""
        draft, edition = self._draft(ref), version_from(request, required=True)
        fields = self._said(shapes.RightChange)
        return self._now(operations.edit_draft(draft=draft, actor=actor_of(request), fields=fields, edition=edition))  # fmt: skip

    @extend_schema(request=EmptyInput, responses=shapes.RightOutput)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, ref: str) -> Response:
        """Put the draft before those who decide; where nobody has to, it is adopted at once."""
        return self._do(operations.propose_right, ref)

    @extend_schema(request=EmptyInput, responses=shapes.RightOutput)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, ref: str) -> Response:
        """Ask nobody about the draft any more."""
        return self._do(operations.take_back_right, ref)

    @extend_schema(request=EmptyInput, responses=shapes.RightOutput)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, ref: str) -> Response:
        """Give the draft up."""
        return self._do(operations.discard_draft, ref)

    def _do(self, operation: Any, ref: str) -> Response:
        draft = self._draft(ref)
        self.body(EmptyInput)
        operation(draft=draft, actor=actor_of(self.request))
        return self._now(draft)

    @extend_schema(request=shapes.TryInput, responses=shapes.TryOutput)
    @action(detail=False, methods=["post"], url_path="try")
    def try_case(self, request: Request) -> Response:
        """What would happen to a case: which row fits, why, and who would be asked. Nothing is written."""
        said = self.body(shapes.TryInput)
        service = queries.service_seen(user_of(request), said.pop("service", None))
        outcome = trying.try_case(subject=said.pop("subject"), said=said, service_id=service)
        return self.one(shapes.outcome_dict(outcome))

    def _said(self, shape: type[Any]) -> dict[str, Any]:
        said = self.body(shape)
        if "fits" in said:
            said["fits"] = {name: list(values) for name, values in said["fits"].items()}
        if "steps" in said:
            said["steps"] = [dict(step) for step in said["steps"]]
        return said
