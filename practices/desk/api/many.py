"""Many tickets at once, and taking a move back, for integrations."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk import serializers as shapes
from practices.desk.api.base import OfTicketViewSet
from practices.desk.operations import many
from practices.desk.operations.undo import undo
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_all_or_404, get_or_404
from svs.services import queries as services

_shapes: dict[str, Any] = {}  # verb -> its serializer


def says(verb: str, words: type[serializers.Serializer[Any]]) -> None:
    """Say what a verb on many takes besides their refs. A practice says it for the verb by which it finishes."""
    fields = {
        "refs": serializers.ListField(child=shapes.Ref(), min_length=1, max_length=many.MOST),
        "verb": serializers.ChoiceField([verb]),
    }
    _shapes[verb] = type(f"Bulk{verb.capitalize()}Input", (words,), {**fields, "__doc__": f"{verb.capitalize()} many."})  # fmt: skip


for _verb in ("resume", "reopen", "close", "undo"):
    says(_verb, EmptyInput)
says("assign", shapes.AssignInput)
says("move", shapes.MoveInput)
says("hold", shapes.HoldInput)
says("prioritise", shapes.PriorityInput)
says("tag", shapes.TagInput)
says("link", shapes.BulkLinkWords)

INPUT = PolymorphicProxySerializer(
    component_name="BulkInput", serializers=lambda: dict(_shapes), resource_type_field_name="verb"
)


class ManyViewSet(RoomViewSet):
    """One verb on up to 200 tickets."""

    visible_to = staticmethod(access.visible_to)
    serializer_class = shapes.BulkOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"create": None}

    @extend_schema(request=INPUT, responses={200: shapes.BulkOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Do one verb to all of them: what one is refused for is told, the others are done.

        404 when one of them is not there for you and 403 when you may not do it to one: then nothing is done to any.
        """
        user, body = user_of(request), self.body(self._shape(request.data))
        verb, refs = body.pop("verb"), body.pop("refs")
        asked = "assign" if verb == "move" else verb
        seen: Any = self.get_queryset().select_related("team", "service")
        tickets = get_all_or_404(user, asked, seen, refs)
        if asked == "assign":
            body = self._named(body)
        if verb == "link":
            body = {"other": get_or_404(user, access.LINK, seen, ref=body["to"])}
        items = many.do_many(tickets=tickets, verb=verb, actor=actor_of(request), **body)
        counts = Counter(item.status for item in items)
        statuses = {status: counts[status] for status in (many.DONE, many.UNCHANGED, many.REFUSED)}
        return Response({"items": [asdict(item) for item in items], **statuses})

    def _shape(self, data: Any) -> type[serializers.Serializer[Any]]:
        """The shape of the verb that is asked for."""
        verb = data.get("verb") if isinstance(data, dict) else None
        if not isinstance(verb, str) or verb not in _shapes:
            raise ValidationError({"verb": [f"One of {', '.join(sorted(_shapes))}."]})
        shape: type[serializers.Serializer[Any]] = _shapes[verb]
        return shape

    def _named(self, body: dict[str, Any]) -> dict[str, Any]:
        if not body:
            raise RuleViolation("nobody_named", "Name a team or a person.")
        services.check_holder(user_of(self.request), body.get("team"), body.get("assignee"))
        return {f"{name}_id": value for name, value in body.items()}


class UndoViewSet(OfTicketViewSet):
    """Take back what one did last."""

    serializer_class = shapes.UndoneOutput
    action_permissions = {"create": None}

    @extend_schema(request=EmptyInput, responses={200: shapes.UndoneOutput})
    @idempotent
    def create(self, request: Request, ref: str) -> Response:
        """Take your own last move of a ticket back, within a minute and while nothing else happened to it.

        Moves are hand over, wait, go on, finish, reopen, close; a priority or a tag goes back as well.
        """
        ticket = self.ticket(access.UNDO)
        self.body(EmptyInput)
        undone = undo(ticket=ticket, actor=actor_of(request), version=version_from(request, required=False))  # fmt: skip
        return self.one(shapes.UndoneOutput(undone).data)
