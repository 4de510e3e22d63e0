"""Changes for integrations: the same operations and permissions as the pages. A pipeline drafts, submits, polls, starts, completes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.change import access, filters, operations, queries
from practices.change import serializers as shapes
from practices.change.queries import caused, templates, versions
from practices.desk.api import many
from practices.desk.api.kind import PERMISSIONS, KindViewSet, described
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.errors import Forbidden
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import queries as services

many.says("complete", shapes.CompleteInput)


@described(shapes.ChangeOutput, shapes.ChangeDetail)
class ChangeViewSet(KindViewSet):
    """Draft, list, read, edit and move changes."""

    kind = "change"
    filterset_class = filters.ChangeFilter
    serializer_class = shapes.ChangeOutput
    action_permissions = {
        **PERMISSIONS,
        "partial_update": access.EDIT_PLAN,
        "submit": access.SUBMIT,
        "withdraw": access.WITHDRAW,
        "start": access.START,
        "complete": access.COMPLETE,
        "review": access.REVIEW,
        "cancel": access.CANCEL,
        "versions": None,
        "caused": None,
    }

    @extend_schema(request=shapes.ChangeInput, responses={201: shapes.ChangeDetail})
    @idempotent
    def create(self, request: Request) -> Response:
        """Draft a change. Honour Idempotency-Key to be safe against repeats."""
        body, user = self.body(shapes.ChangeInput), user_of(request)
        if "template" in body:
            body["template_id"] = get_or_404(user, "view", templates.usable(user), ref=body.pop("template")).pk  # fmt: skip
        services.check_holder(user, None, body.get("assignee"))
        body["assignee_id"] = body.pop("assignee", None) or user.pk
        made = self.log(self._named_services(body))
        return self.answer(made.data["ref"], 201)

    @extend_schema(request=shapes.ChangeEdit, responses=shapes.ChangeDetail)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Edit what it says; what is decided on, or was, is decided anew in its new version. Needs If-Match with the ETag you read."""
        ticket, version = self.get_object(), version_from(request, required=True)
        body = self._named_services(self.body(shapes.ChangeEdit))
        if "service" in body:
            body["service_id"] = body.pop("service")
            services.check_usable(user_of(request), body["service_id"], None)
        if "category" in body:
            body["category_id"] = body.pop("category")
        if "service_ids" in body:
            body = queries.with_hidden(user_of(request), ticket, body)
        operations.edit_plan(
            ticket=ticket, actor=actor_of(request), user=user_of(request), item_ids=body.pop("items", None), fields=body, version=version,
        )  # fmt: skip
        return self.answer(ref)

    @extend_schema(request=EmptyInput, responses=shapes.ChangeDetail)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, ref: str) -> Response:
        """Put it before those who decide. SCHEDULED in the answer: nobody had to. Else poll it: SCHEDULED is yes, REFUSED is no, DRAFT is not in time."""
        return self.do("submit", EmptyInput)

    @extend_schema(request=EmptyInput, responses=shapes.ChangeDetail)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str) -> Response:
        """Take it back to draft; nobody needs to decide."""
        return self.do("withdraw", EmptyInput)

    @extend_schema(request=EmptyInput, responses=shapes.ChangeDetail)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, ref: str) -> Response:
        """Begin, inside the window that was approved, on the very version that was approved."""
        return self.do("start", EmptyInput)

    @extend_schema(request=shapes.CompleteInput, responses=shapes.ChangeDetail)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, ref: str) -> Response:
        """Say what came of it."""
        return self.do("complete", shapes.CompleteInput)

    @extend_schema(request=shapes.ReviewInput, responses=shapes.ChangeDetail)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, ref: str) -> Response:
        """Look back on it, and close it."""
        return self.do("review", shapes.ReviewInput)

    @extend_schema(request=EmptyInput, responses=shapes.ChangeDetail)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, ref: str) -> Response:
        """It is not made."""
        return self.do("cancel", EmptyInput)

    @extend_schema(responses=shapes.VersionOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def versions(self, request: Request, ref: str) -> Response:
        """What it said in each of its versions, the oldest first."""
        kept = versions.versions_of(self.get_object().pk)
        page: Any = self.paginate_queryset(kept)  # type: ignore[arg-type]  # a list is cut into pages like rows
        reading = versions.Reading(user_of(request), [row.said for row in page])
        return self.get_paginated_response([shapes.version_dict(row, reading.open(row.said)) for row in page])  # fmt: skip

    @extend_schema(methods=["GET"], responses=shapes.CausedOutput(many=True), filters=False)
    @extend_schema(methods=["POST"], request=shapes.CausedInput, responses=shapes.CausedOutput)
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def caused(self, request: Request, ref: str) -> Response:
        """The incidents it may have caused; say of one whether it did."""
        ticket, user = self.get_object(), user_of(request)
        if request.method == "POST":
            if not access.may_judge(user, ticket):
                raise Forbidden
            body = self.body(shapes.CausedInput)
            incident = get_or_404(user, "view", access.visible_to(user), ref=body["incident"])
            row = operations.judge_incident(ticket=ticket, incident=incident, actor=actor_of(request), is_caused=body["caused"])  # fmt: skip
            row.incident = incident
            return Response(shapes.caused_dict(row))
        page: Any = self.paginate_queryset(caused.caused_of(user, ticket))  # type: ignore[arg-type]  # as above
        return self.get_paginated_response([shapes.caused_dict(row) for row in page])

    def _named_services(self, body: dict[str, Any]) -> dict[str, Any]:
        """With the services it touches besides by their ids, each one that this person may use."""
        if "services" not in body:
            return body
        ids = body.pop("services")
        for service_id in ids:
            services.check_usable(user_of(self.request), service_id, None)
        return {**body, "service_ids": ids}

    def more(self, row: dict[str, Any]) -> dict[str, Any]:
        return queries.said_of(user_of(self.request), row["id"])
