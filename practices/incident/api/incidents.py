"""Incidents for integrations: the same operations and permissions as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import operations as desk
from practices.desk.api import many
from practices.desk.api.kind import PERMISSIONS, KindViewSet, described
from practices.desk.queries import links
from practices.desk.serializers import MessageOutput
from practices.desk.states import DONE
from practices.incident import access, filters, operations, queries
from practices.incident import serializers as shapes
from practices.incident.operations.about import change_incident_and_items
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.errors import Forbidden
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import queries as services

many.says("resolve", shapes.ResolveInput)


@described(shapes.IncidentOutput, shapes.IncidentDetail)
class IncidentViewSet(KindViewSet):
    """Log, list, read, change and move incidents."""

    kind = "incident"
    own = shapes.THE_DESKS_OWN
    filterset_class = filters.IncidentFilter
    serializer_class = shapes.IncidentOutput
    action_permissions = {
        **PERMISSIONS,
        "resolve": access.RESOLVE,
        "make_child": access.LINK,
        "take_out": access.LINK,
        "family": None,
        "service_down": access.RESOLVE,
        "service_up": access.RESOLVE,
    }

    @extend_schema(request=shapes.LogInput, responses={201: shapes.IncidentDetail})
    @idempotent
    def create(self, request: Request) -> Response:
        """Log an incident. Honour Idempotency-Key to be safe against repeats."""
        body = self.body(shapes.LogInput)
        parent = self._parent(body.pop("parent")) if "parent" in body else None

        def under(ticket: Any) -> None:
            if parent is not None:
                operations.make_child(ticket=ticket, parent=parent, actor=actor_of(request))

        return self.log(body, then=under)

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
        return self.answer(ref)

    @extend_schema(request=shapes.ResolveInput, responses=shapes.IncidentDetail)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, ref: str) -> Response:
        """Say what restored the service."""
        return self.do("resolve", shapes.ResolveInput)

    @extend_schema(request=shapes.ReplyInput, responses={201: MessageOutput})
    @action(detail=True, methods=["post"])
    @idempotent
    def reply(self, request: Request, ref: str) -> Response:  # type: ignore[override]  # the decorator names the class
        """Reply in public: the requester reads it, and with `to_children` the requesters of its children too."""
        ticket, body = self.get_object(), self.body(shapes.ReplyInput)
        if body["to_children"] and not access.may(user_of(request), access.LINK, ticket):
            raise Forbidden
        say: Any = {
            "author": user_of(request), "actor": actor_of(request), "body": body["body"], "channel": "api",
            "file_keys": self.unsent(ticket, body),
        }  # fmt: skip
        if body["to_children"]:
            message = operations.reply_to_family(ticket=ticket, **say)
        else:
            message = desk.add_message(ticket_id=ticket.pk, is_internal=False, **say)
        return self.said(message)

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
        return self.answer(ref)

    def _parent(self, ref: str) -> Any:
        """The incident to stand under: one that this person sees and may link, or it is not there."""
        user = user_of(self.request)
        return get_or_404(user, access.LINK, access.incidents_visible_to(user), ref=ref)

    def _family(self, ticket: Any) -> Response:
        return Response(shapes.family_dict(queries.family(user_of(self.request), ticket)))

    def unsaid(self) -> dict[str, Any]:
        return dict(shapes.UNSAID)

    def more(self, row: dict[str, Any]) -> dict[str, Any]:
        is_done = row["phase"] == DONE
        first_contact = links.is_first_contact(row["id"]) if is_done else None
        return {**queries.resolution_of(row["id"]), "first_contact": first_contact}
