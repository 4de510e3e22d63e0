"""Incidents for integrations: the same operations and permissions as the pages."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.desk.operations import items
from practices.desk.queries import items as item_queries
from practices.desk.queries import links
from practices.desk.states import DONE
from practices.incident import access, filters, operations, queries
from practices.incident import serializers as shapes
from practices.incident.operations.about import change_incident_and_items
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet, Shape
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import queries as services


class IncidentViewSet(RoomViewSet):
    """Log, list, read, change and move incidents."""

    visible_to = staticmethod(access.incidents_visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.IncidentFilter
    serializer_class = shapes.IncidentOutput
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_log,
        "partial_update": access.PRIORITISE,
        "assign": access.ASSIGN,
        "hold": access.HOLD,
        "resume": access.RESUME,
        "resolve": access.RESOLVE,
        "reopen": access.REOPEN,
        "close": access.CLOSE,
        "reply": access.REPLY,
        "note": access.NOTE,
        "messages": None,
        "make_child": access.LINK,
        "take_out": access.LINK,
        "family": None,
        "service_down": access.RESOLVE,
        "service_up": access.RESOLVE,
    }

    def get_queryset(self) -> Any:
        """One incident comes with its team and service, of which the right to act on it is read."""
        seen = super().get_queryset()
        return seen.select_related("team", "service") if self.detail else seen

    @extend_schema(responses=shapes.IncidentOutput(many=True))
    def list(self, request: Request) -> Response:
        """Incidents you may see, newest first."""
        queryset = self.filter_queryset(self.get_queryset()).order_by("-logged_at", "-id")
        return self.pages(desk_queries.queue_rows(queryset), self._shape())

    @extend_schema(responses=shapes.IncidentDetail)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One incident, with its ETag."""
        return self._answer(ref)

    @extend_schema(request=shapes.LogInput, responses={201: shapes.IncidentDetail})
    @idempotent
    def create(self, request: Request) -> Response:
        """Log an incident. Honour Idempotency-Key to be safe against repeats."""
        body = self.body(shapes.LogInput)
        caller = body.pop("caller", None)
        service_id, team_id, about = body.pop("service"), body.pop("team"), body.pop("items", [])
        parent = self._parent(body.pop("parent")) if "parent" in body else None
        service_name, team_name = services.check_usable(user_of(request), service_id, team_id)
        requester = operations.find_or_create_caller(**caller) if caller else user_of(request)
        ticket = operations.log_incident(
            actor=actor_of(request),
            requester=requester,
            service_id=service_id,
            category_id=body.pop("category"),
            team_id=team_id,
            channel="api",
            **body,
        )
        if parent is not None:
            operations.make_child(ticket=ticket, parent=parent, actor=actor_of(request))
        if about:
            ticket.version = items.set_items(
                ticket=ticket, actor=actor_of(request), user=user_of(request), item_ids=about
            ).version
        names = {
            "service_name": service_name,
            "team_name": team_name,
            "requester_name": requester.name,
            "category_name": ticket.category and ticket.category.name,
        }
        row = {
            **ticket.__dict__,
            "assignee_name": None,
            **names,
        }  # all is known: nothing is read again
        unsaid = {
            "resolution": "",
            "resolution_code": "",
            "cause_code": "",
            "first_contact": None,
            "items": sorted(set(about)),
        }
        return self.one({**shapes.incident_dict(row), **unsaid}, status=201)

    @extend_schema(request=shapes.ChangeInput, responses=shapes.IncidentDetail)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change fields. Needs If-Match with the ETag you read."""
        ticket, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.ChangeInput)
        if "service" in fields:
            fields["service_id"] = fields.pop("service")
            services.check_usable(user_of(request), fields["service_id"], None)
        if "category" in fields:
            fields["category_id"] = fields.pop("category")
        said: Any = {"ticket": ticket, "actor": actor_of(request), "version": version}
        if "items" in fields:
            ids = fields.pop("items")
            change_incident_and_items(user=user_of(request), fields=fields, item_ids=ids, **said)
        else:
            operations.change_incident(fields=fields, **said)
        return self._answer(ref)

    @extend_schema(request=shapes.AssignInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, ref: str) -> Response:
        """Hand over to a team, a person, or both."""
        return self._do(operations.assign_incident, shapes.AssignInput)

    @extend_schema(request=shapes.HoldInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, ref: str) -> Response:
        """Wait for somebody else; the clock stands."""
        return self._do(operations.hold_incident, shapes.HoldInput)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, ref: str) -> Response:
        """Go on after a wait."""
        return self._do(operations.resume_incident, EmptyInput)

    @extend_schema(request=shapes.ResolveInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, ref: str) -> Response:
        """Say what restored the service."""
        return self._do(operations.resolve_incident, shapes.ResolveInput)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """It is not restored after all."""
        return self._do(operations.reopen_incident, EmptyInput)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Nobody has to look at it again."""
        return self._do(operations.close_incident, EmptyInput)

    @extend_schema(request=shapes.ReplyInput, responses={201: shapes.MessageOutput})
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, ref: str) -> Response:
        """Reply in public: the requester reads it, and with `to_children` the requesters of its children too."""
        ticket, body = self.get_object(), self.body(shapes.ReplyInput)
        say: Any = {"author": user_of(request), "actor": actor_of(request), "body": body["body"]}
        if body["to_children"] and not access.may(user_of(request), access.LINK, ticket):
            raise Forbidden
        if body["to_children"]:
            message = operations.reply_to_family(ticket=ticket, **say)
        else:
            message = desk.add_message(ticket_id=ticket.pk, is_internal=False, **say)
        return Response(shapes.MessageOutput(message).data, status=201)

    @extend_schema(request=shapes.MessageInput, responses={201: shapes.MessageOutput})
    @action(detail=True, methods=["post"])
    def note(self, request: Request, ref: str) -> Response:
        """Write an internal note: the requester never reads it."""
        ticket, body = self.get_object(), self.body(shapes.MessageInput)
        message = desk.add_message(
            ticket_id=ticket.pk, author=user_of(request), actor=actor_of(request), is_internal=True, **body
        )  # fmt: skip
        return Response(shapes.MessageOutput(message).data, status=201)

    @extend_schema(responses=shapes.MessageOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def messages(self, request: Request, ref: str) -> Response:
        """The conversation, as far as you may read it, oldest first."""
        rows = access.messages_visible_to(user_of(request), self.get_object()).select_related(
            "author"
        )
        found: Any = rows.order_by("created_at", "id")
        page = self.paginate_queryset(found)
        return self.get_paginated_response(shapes.MessageOutput(page, many=True).data)

    def _do(self, operation: Any, shape: type[Any]) -> Response:
        """One verb: may this person, what do they say, do it. In that order, so that a hidden record stays hidden."""
        request, ticket = self.request, self.get_object()
        body = self.body(shape)
        if shape is shapes.AssignInput:
            body = self._named(body)
        operation(
            ticket=ticket,
            actor=actor_of(request),
            version=version_from(request, required=False),
            **body,
        )
        return self._answer(self.kwargs["ref"])

    def _named(self, body: dict[str, Any]) -> dict[str, Any]:
        """The team and person of a hand-over, checked."""
        if not body:
            raise RuleViolation("nobody_named", "Name a team or a person.")
        services.check_holder(user_of(self.request), body.get("team"), body.get("assignee"))
        return {f"{name}_id": value for name, value in body.items()}

    @extend_schema(request=shapes.ParentInput, responses=shapes.FamilyOutput)
    @action(detail=True, methods=["post"], url_path="make-child")
    def make_child(self, request: Request, ref: str) -> Response:
        """Put it under a larger incident, with which it is resolved. A parent has no parent."""
        ticket, body = self.get_object(), self.body(shapes.ParentInput)
        parent = self._parent(body["parent"])
        operations.make_child(ticket=ticket, parent=parent, actor=actor_of(request))
        return self._family(ticket)

    @extend_schema(request=EmptyInput, responses=shapes.FamilyOutput)
    @action(detail=True, methods=["post"], url_path="take-out")
    def take_out(self, request: Request, ref: str) -> Response:
        """Take it out of its parent."""
        ticket = self.get_object()
        self.body(EmptyInput)
        operations.take_out(ticket=ticket, actor=actor_of(request))
        return self._family(ticket)

    @extend_schema(responses=shapes.FamilyOutput, filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def family(self, request: Request, ref: str) -> Response:
        """Its parent and its children, as far as you see them."""
        return self._family(self.get_object())

    @extend_schema(request=shapes.DownInput, responses={201: shapes.OutageOutput})
    @action(detail=True, methods=["post"], url_path="service-down")
    def service_down(self, request: Request, ref: str) -> Response:
        """Say that its service cannot be used: an outage begins, and the portal shows it."""
        ticket, body = self.get_object(), self.body(shapes.DownInput)
        made = operations.open_outage_of(ticket=ticket, actor=actor_of(request), **body)
        row = queries.with_ref(user_of(request), access.outages_visible_to(user_of(request)))
        return self.one(shapes.outage_dict(row.get(pk=made.pk)), status=201)

    @extend_schema(request=EmptyInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"], url_path="service-up")
    def service_up(self, request: Request, ref: str) -> Response:
        """End its outage by hand, before the incident is resolved."""
        ticket = self.get_object()
        self.body(EmptyInput)
        operations.close_outages_of(ticket=ticket, actor=actor_of(request))
        return self._answer(ref)

    def _parent(self, ref: str) -> Any:
        """The incident to stand under: one that this person sees and may link, or it is not there."""
        user = user_of(self.request)
        return get_or_404(user, access.LINK, access.incidents_visible_to(user), ref=ref)

    def _family(self, ticket: Any) -> Response:
        return Response(shapes.family_dict(queries.family(user_of(self.request), ticket)))

    def _answer(self, ref: str, status: int = 200) -> Response:
        row = (
            desk_queries.queue_rows(self.get_queryset().filter(ref=ref))
            .values("description", *_NAMES)
            .first()
        )
        if row is None:
            raise Http404
        is_done = row["phase"] == DONE
        more = {
            **queries.resolution_of(row["id"]),
            "first_contact": links.is_first_contact(row["id"]) if is_done else None,
            "items": item_queries.item_ids(user_of(self.request), row["id"]),
        }
        return self.one(self._shape()({**row, "more": more}), status=status)

    def _shape(self) -> Shape:
        """How this person reads an incident: without how the desk sorts it where they do not work on tickets."""
        desks = access.works_on_tickets(user_of(self.request))

        def shape(row: dict[str, Any]) -> dict[str, Any]:
            shown = {**shapes.incident_dict(row), **row.get("more", {})}
            return shown if desks else shapes.for_requester(shown)

        return shape


_NAMES = (*desk_queries.ROW, "service_name", "category_name", "team_name", "assignee_name", "requester_name")  # fmt: skip
