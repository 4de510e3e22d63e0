"""Tickets of every kind for integrations: the same list, the same filters, the same rights as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from django_filters import MultipleChoiceFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled, ValidationError

from practices.desk import access, filters
from practices.desk import serializers as shapes
from practices.desk.queries import exported, fields, lists
from practices.desk.views import exports as files
from svs.api.permissions import user_of
from svs.api.query import PAGING
from svs.api.views import RoomViewSet
from svs.web import exports

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.response import Response

KINDS = tuple(exports.KINDS)
ASKED = [
    *(
        OpenApiParameter(
            told.key, {"type": "array", "items": told.schema, "maxItems": 20} if told.many else told.schema,
            description=f"{told.label}. {told.hint}".strip(),
        )
        for told in filters.FILTERS.values()
    ),
    OpenApiParameter("sort", {"type": "string", "enum": list(lists.SORTS)}, description="`-` turns it round. `left` and `priority` ask for `open=true`, `resolved` for `open=false`."),
]  # fmt: skip


class TicketOfAnyKind(shapes.TicketOutput):
    """What tickets of every kind have in common."""

    kind = serializers.CharField()
    promised_at = serializers.DateTimeField(allow_null=True)
    unanswered_since = serializers.DateTimeField(allow_null=True)


class TicketViewSet(RoomViewSet):
    """List, read and take away tickets of every kind. What is done to one stands under its kind."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    serializer_class = TicketOfAnyKind
    scopes = {"read": "tickets:read", "write": "tickets:write"}
    action_permissions = {"list": None, "retrieve": None, "export": access.works_on_tickets}

    def _parameters(self) -> dict[str, Any]:
        """Whatever is said goes to the grammar of lists, which knows what can be asked."""
        if self.action == "retrieve":
            return {}
        return {**dict.fromkeys(self.request.query_params, _MANY), **dict.fromkeys(PAGING)}

    @extend_schema(parameters=ASKED, responses=TicketOfAnyKind(many=True))
    def list(self, request: Request) -> Response:
        """Tickets you may see, newest first unless sorted. Say a filter again for one or another."""
        asked = self._asked(PAGING)
        asker = filters.asker_of(user_of(request), timezone.now())
        rows = lists.ordered(self.get_queryset().filter(asked.where(asker)), asked.sort)
        return self.pages(exported.with_office(rows, asker.office), self._shape())

    @extend_schema(responses=TicketOfAnyKind)
    def retrieve(self, request: Request, ref: str) -> Response:
        """What a ticket of any kind has in common with all, with its ETag."""
        office = filters.asker_of(user_of(request), timezone.now()).office
        found = exported.with_office(self.get_queryset().filter(ref=ref), office)
        row = found.values(*found.query.values_select, *found.query.annotation_select, "description").first()  # fmt: skip
        if row is None:
            raise Http404
        return self.one(self._shape()(row))

    @extend_schema(
        parameters=[OpenApiParameter("as", {"type": "string", "enum": [*KINDS]}, required=True), *ASKED],
        responses={(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in exports.KINDS.values()},
    )  # fmt: skip
    @action(detail=False, methods=["get"], pagination_class=None)
    def export(self, request: Request) -> HttpResponseBase:
        """The whole list as a file for a spreadsheet. Two at a time for each person; one more is answered 429."""
        kind = request.query_params.getlist("as")
        if len(kind) != 1 or kind[0] not in KINDS:
            raise ValidationError({"as": [f"One of {', '.join(KINDS)}."]})
        try:
            return files.taken_away(user_of(request), self._asked(("as",)), kind[0])
        except exports.TooManyExports:
            raise Throttled(int(files.AGAIN), "Two exports of yours are under way.") from None

    def _asked(self, ignored: tuple[str, ...]) -> filters.Asked:
        said = dict(self.request.query_params.lists())
        asked = filters.read(said, user=user_of(self.request), usual="-logged", ignored=ignored)
        if asked.faults:
            raise ValidationError({fault.key: [fault.words] for fault in asked.faults})
        return asked

    def _shape(self) -> Any:
        """How this person reads a ticket: without how the desk sorts it where they only asked for it."""
        desks = access.works_on_tickets(user_of(self.request))

        def shape(row: dict[str, Any]) -> dict[str, Any]:
            more = {name: row[name] for name in ("kind", *lists.ALSO)}
            shown = {**shapes.ticket_dict(row), **more}
            if desks and row["at_office"]:
                return shown
            return shapes.for_requester(shown, {"own": fields.public_values(row["kind"], shown["own"])})  # fmt: skip

        return shape


_MANY = MultipleChoiceFilter()
