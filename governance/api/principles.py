"""Principle checks for integrations: what is asked, what lacks, answering."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance import operations
from governance.access import principles as access
from governance.filters import principles as filters
from governance.queries import principles as queries
from governance.serializers import principles as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import Forbidden
from svs.events.actor import actor_of

OF = r"of/(?P<kind>change|improvement|rule|policy)/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"


class PrincipleCheckViewSet(RoomViewSet):
    """The seven guiding principles as a filter: read what is asked, and answer it."""

    visible_to = staticmethod(access.visible_to)
    lookup_value_regex = r"[0-9]{1,9}"
    filterset_class = filters.CheckFilter
    serializer_class = shapes.PrincipleCheckOutput
    scopes = {"read": "principles:read", "write": "principles:write"}
    action_permissions = {
        "list": None, "retrieve": None, "create": access.may_read, "of": None, "answer_of": None, "answer": access.ANSWER,
    }  # fmt: skip

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("answers")

    @extend_schema(responses=shapes.PrincipleCheckOutput(many=True))
    def list(self, request: Request) -> Response:
        """Checks of what you may see, and those that stand alone; newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-answered_at", "-id")
        return self.pages(rows, shapes.check_dict)

    @extend_schema(responses=shapes.PrincipleCheckOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One check, with its ETag."""
        return self.one(shapes.check_dict(self.get_object()))

    @extend_schema(request=shapes.NewCheckInput, responses={201: shapes.PrincipleCheckOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Begin a check of a workshop, a design review or a value stream."""
        made = operations.open_check(actor=actor_of(request), **self.body(shapes.NewCheckInput))
        return self.one(shapes.check_dict(made), status=201)

    @extend_schema(request=shapes.CheckInput, responses=shapes.PrincipleCheckOutput)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Answer a check that stands alone, whole: what is left out is not answered."""
        check, edition = self.get_object(), version_from(request, required=False)
        said = _said(self.body(shapes.CheckInput))
        kept = operations.answer_alone(
            check=check, actor=actor_of(request), edition=edition, **said
        )
        return self.one(shapes.check_dict(kept))

    @extend_schema(responses=shapes.DemandOutput, filters=False)
    @action(detail=False, methods=["get"], url_path=OF, filterset_class=None)
    def of(self, request: Request, kind: str, ref: str) -> Response:
        """What is asked of a change, improvement, rule or policy before it may be decided, and what of it lacks."""
        found = queries.about(user_of(request), kind, ref)
        return self.one(shapes.asked_dict(found, queries.shown_of(found, with_demand=True)))

    @extend_schema(request=shapes.CheckInput, responses=shapes.DemandOutput)
    @of.mapping.post
    def answer_of(self, request: Request, kind: str, ref: str) -> Response:
        """Answer it for the version it has now, whole: what is left out is not answered."""
        user = user_of(request)
        found, edition = queries.about(user, kind, ref), version_from(request, required=False)
        if not found.may_answer:
            raise Forbidden
        said = _said(self.body(shapes.CheckInput))
        operations.answer_principles(
            kind=kind, subject_id=found.record.pk, version=found.version, actor=actor_of(request), edition=edition, **said
        )  # fmt: skip
        fresh = queries.about(user, kind, ref)
        return self.one(shapes.asked_dict(fresh, queries.shown_of(fresh, with_demand=True)))


def _said(body: dict[str, Any]) -> dict[str, Any]:
    return {"outcome_id": body.get("outcome"), "kpi_id": body.get("kpi"), "seen_in": body["seen_in"], "answers": body["answers"]}  # fmt: skip
