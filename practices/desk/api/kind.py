"""What the API of every kind of ticket shares: the same verbs under the same names, each the practice's own operation."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access, queries
from practices.desk import operations as desk
from practices.desk import serializers as shapes
from practices.desk.operations import items, people, talk, verbs
from practices.desk.queries import fields
from practices.desk.queries import items as item_queries
from practices.desk.queries import talk as talk_queries
from practices.desk.rules.fields import Own
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet, Shape
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import queries as services

NAMES = ("service_name", "category_name", "team_name", "assignee_name", "requester_name")
PERMISSIONS = {
    "list": None,
    "retrieve": None,
    "create": access.may_log,
    "partial_update": access.PRIORITISE,
    "assign": access.ASSIGN,
    "hold": access.HOLD,
    "resume": access.RESUME,
    "reopen": access.REOPEN,
    "close": access.CLOSE,
    "reply": access.REPLY,
    "note": access.NOTE,
    "messages": None,
}


def described(output: Any, detail: Any) -> Callable[[type[Any]], type[Any]]:
    """Say in the OpenAPI document how this kind answers to the verbs that every kind has."""
    one = extend_schema(responses=detail)
    many = extend_schema(responses=output(many=True))
    return extend_schema_view(
        list=many, retrieve=one, assign=one, hold=one, resume=one, reopen=one, close=one
    )


class KindViewSet(RoomViewSet):
    """Log, list, read, change and move tickets of one kind.

    `own` is what only the desk reads of one ticket besides the common, with what everybody else reads in its place.
    """

    kind: ClassVar[str]
    own: ClassVar[dict[str, Any]] = {}
    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = PERMISSIONS

    def get_queryset(self) -> Any:
        """One ticket comes with its team and service, of which the right to act on it is read."""
        seen = super().get_queryset().of_kind(self.kind)
        return seen.select_related("team", "service") if self.detail else seen

    def _parameters(self) -> dict[str, Any]:
        """Besides the declared filters, `own.<key>` for each field that this person may read."""
        found = super()._parameters()
        if self.action == "list":
            found |= {f"own.{own.key}": None for own in self._own_fields()}
        return found

    def _own_fields(self) -> tuple[Own, ...]:
        known = fields.fields_of(self.kind)
        desks = access.works_on_tickets(user_of(self.request))
        return known if desks else tuple(own for own in known if own.is_public)

    def filter_queryset(self, queryset: Any) -> Any:
        """Narrow by the declared filters and by own fields; a value that a field cannot hold is an error."""
        found = super().filter_queryset(queryset)
        office = access.at_office(user_of(self.request))
        for own in self._own_fields() if self.action == "list" else ():
            text = self.request.query_params.get(f"own.{own.key}")
            if text is not None:
                asked = fields.condition(self.kind, own.key, text)
                if asked is None:
                    raise ValidationError({f"own.{own.key}": ["It cannot say this."]})
                found = found.filter(asked if own.is_public else asked & office)
        return found

    def list(self, request: Request) -> Response:
        """Those you may see, newest first. Narrow by own fields with `own.<key>`."""
        queryset = self.filter_queryset(self.get_queryset()).order_by("-logged_at", "-id")
        return self.pages(self._rows(queryset), self.shape())

    def retrieve(self, request: Request, ref: str) -> Response:
        """One of them, with its ETag."""
        return self.answer(ref)

    @extend_schema(request=shapes.AssignInput)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, ref: str) -> Response:
        """Hand over to a team, a person, or both."""
        return self.do("assign", shapes.AssignInput)

    @extend_schema(request=shapes.HoldInput)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, ref: str) -> Response:
        """Wait for somebody else; the clock stands."""
        return self.do("hold", shapes.HoldInput)

    @extend_schema(request=EmptyInput)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, ref: str) -> Response:
        """Go on after a wait."""
        return self.do("resume", EmptyInput)

    @extend_schema(request=EmptyInput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """It is not done after all."""
        return self.do("reopen", EmptyInput)

    @extend_schema(request=EmptyInput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Nobody has to look at it again."""
        return self.do("close", EmptyInput)

    @extend_schema(request=shapes.MessageInput, responses={201: shapes.MessageOutput})
    @action(detail=True, methods=["post"])
    @idempotent
    def reply(self, request: Request, ref: str) -> Response:
        """Reply in public: the requester reads it."""
        return self.say(shapes.MessageInput, is_internal=False)

    @extend_schema(request=shapes.MessageInput, responses={201: shapes.MessageOutput})
    @action(detail=True, methods=["post"])
    @idempotent
    def note(self, request: Request, ref: str) -> Response:
        """Write an internal note: the requester never reads it."""
        return self.say(shapes.MessageInput, is_internal=True)

    @extend_schema(responses=shapes.MessageOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def messages(self, request: Request, ref: str) -> Response:
        """The conversation, as far as you may read it, oldest first."""
        ticket = self.get_object()
        rows = access.messages_visible_to(user_of(request), ticket).select_related("author")
        found: Any = rows.order_by("created_at", "id")
        page: Any = self.paginate_queryset(found)
        if any(message.is_due for message in page):  # a reader is as good as the job that does it
            talk.release_due(ticket.pk)
        files = talk_queries.files_of([message.pk for message in page])
        return self.get_paginated_response(
            [shapes.message_dict(m, files.get(m.pk, [])) for m in page]
        )

    def say(self, shape: type[Any], *, is_internal: bool) -> Response:
        """Add a reply or a note."""
        ticket, body = self.get_object(), self.body(shape)
        keys = self.unsent(ticket, body)
        message = desk.add_message(
            ticket_id=ticket.pk, author=user_of(self.request), actor=actor_of(self.request), is_internal=is_internal,
            channel="api", file_keys=keys, **body,
        )  # fmt: skip
        return self.said(message)

    def unsent(self, ticket: Any, body: dict[str, Any]) -> Sequence[UUID]:
        """The files that a message takes along: of one's own draft on this ticket, or they are not there."""
        keys: Sequence[UUID] = body.pop("attachments", [])
        if set(keys) - set(talk_queries.unsent_keys(user_of(self.request), ticket.pk)):
            raise Http404
        return keys

    def said(self, message: Any) -> Response:
        """A message that was just written."""
        files = talk_queries.files_of([message.pk]).get(message.pk, [])
        return Response(shapes.message_dict(message, files), status=201)

    def do(self, verb: str, shape: type[Any]) -> Response:
        """One verb: may this person, what do they say, do it. In that order, so that a hidden record stays hidden."""
        request, ticket = self.request, self.get_object()
        body = self.body(shape)
        if shape is shapes.AssignInput:
            body = self._named(body)
        verbs.do(
            verb,
            ticket=ticket,
            actor=actor_of(request),
            version=version_from(request, required=False),
            **body,
        )
        return self.answer(self.kwargs["ref"])

    def _named(self, body: dict[str, Any]) -> dict[str, Any]:
        """The team and person of a hand-over, checked."""
        if not body:
            raise RuleViolation("nobody_named", "Name a team or a person.")
        services.check_holder(user_of(self.request), body.get("team"), body.get("assignee"))
        return {f"{name}_id": value for name, value in body.items()}

    def log(self, body: dict[str, Any], *, then: Callable[[Any], Any] | None = None) -> Response:
        """Log a ticket for whoever is named, else for oneself; `then` is done to it before it is about any item."""
        user, actor = user_of(self.request), actor_of(self.request)
        caller, about = body.pop("caller", None), body.pop("items", [])
        service_id, team_id = body.pop("service"), body.pop("team")
        service_name, team_name = services.check_usable(user, service_id, team_id)
        requester = people.find_or_create_caller(**caller) if caller else user
        ticket = verbs.of_kind(self.kind).log(
            actor=actor, requester=requester, service_id=service_id, category_id=body.pop("category"), team_id=team_id,
            channel="api", own=body.pop("own", {}), **body,
        )  # fmt: skip
        if then is not None:
            then(ticket)
        if about:
            ticket.version = items.set_items(ticket=ticket, actor=actor, user=user, item_ids=about).version  # fmt: skip
        row = {
            **ticket.__dict__, "assignee_name": None, "service_name": service_name, "team_name": team_name,
            "requester_name": requester.name, "category_name": ticket.category and ticket.category.name,
        }  # all is known: nothing is read again  # fmt: skip
        return self.one({**shapes.ticket_dict(row), **self.unsaid(), "items": sorted(set(about))}, status=201)  # fmt: skip

    def unsaid(self) -> dict[str, Any]:
        """What one ticket tells besides the common before anything was done."""
        return {}

    def more(self, row: dict[str, Any]) -> dict[str, Any]:
        """What one ticket tells besides the common."""
        return {}

    def answer(self, ref: str, status: int = 200) -> Response:
        """One ticket as it is now."""
        rows = self._rows(self.get_queryset().filter(ref=ref))
        row = rows.values("description", "continued_in", "at_office", *queries.ROW, *NAMES).first()
        if row is None:
            raise Http404
        if row["continued_in"] is not None:
            return self._moved(row["continued_in"])
        about = {"items": item_queries.item_ids(user_of(self.request), row["id"])}
        return self.one(self.shape()({**row, "more": {**self.more(row), **about}}), status=status)

    def _moved(self, ticket_id: int) -> Response:
        """It went on in another ticket: the way there, for those who see that one."""
        user = user_of(self.request)
        found: Any = get_or_404(user, "view", access.visible_to(user), pk=ticket_id)
        there = self.request.build_absolute_uri(f"/api/v1/{found.kind}s/{found.ref}/")
        return Response({"moved_to": found.ref}, status=301, headers={"Location": there})

    def _rows(self, tickets: Any) -> Any:
        office = access.at_office(user_of(self.request))
        return queries.with_office(queries.queue_rows(tickets), office)

    def shape(self) -> Shape:
        """How this person reads a ticket: without how the desk sorts it where they only asked for it."""
        desks, own, kind = access.works_on_tickets(user_of(self.request)), self.own, self.kind

        def shape(row: dict[str, Any]) -> dict[str, Any]:
            shown = {**shapes.ticket_dict(row), **row.get("more", {})}
            return shown if desks and row["at_office"] else shapes.for_requester(shown, {**own, "own": fields.public_values(kind, shown["own"])})  # fmt: skip

        return shape
