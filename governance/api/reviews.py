"""Meetings of boards for integrations: planned, minuted, closed."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import reviews as access
from governance.operations import meetings, reviews
from governance.queries import evidence
from governance.queries import reviews as queries
from governance.queries.agenda import kept_of
from governance.serializers import register as decisions
from governance.serializers import reviews as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.errors import Forbidden
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404


class ReviewViewSet(RoomViewSet):
    """The meetings of a board you sit on: plan them, read their agenda, hold and close them."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    serializer_class = shapes.ReviewOutput
    scopes = {"read": "reviews:read", "write": "reviews:write"}
    action_permissions = {
        "list": None, "retrieve": None, "create": None, "partial_update": access.PLAN, "cancel": access.PLAN, "items": None,
        "add_topic": access.TAKE_PART, "minutes": access.TAKE_PART, "present": access.TAKE_PART, "settle": access.HOLD,
        "decide": access.HOLD, "close": access.HOLD,
    }  # fmt: skip

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(board__slug=self.kwargs.get("slug", ""))
        return rows.select_related("board").prefetch_related("decisions")

    def _board(self) -> Any:
        user = user_of(self.request)
        return get_or_404(user, "view", access.boards_read_by(user), slug=self.kwargs["slug"])

    def _now(self) -> Response:
        """The meeting as the verb left it."""
        return self.one(shapes.review_dict(self.get_object()))

    @extend_schema(responses=shapes.ReviewOutput(many=True), filters=False)
    def list(self, request: Request, slug: str) -> Response:
        """Meetings of this board, the newest first."""
        self._board()
        return self.pages(self.get_queryset().order_by("-at", "-id"), shapes.review_dict)

    @extend_schema(responses=shapes.ReviewOutput)
    def retrieve(self, request: Request, slug: str, ref: str) -> Response:
        """One meeting, with its ETag."""
        return self._now()

    @extend_schema(request=shapes.MeetingPlanInput, responses={201: shapes.ReviewOutput})
    @idempotent
    def create(self, request: Request, slug: str) -> Response:
        """Plan a meeting: the chair does, or an administrator."""
        board = self._board()
        if not access.may_plan(user_of(request), board):
            raise Forbidden
        made = reviews.plan_review(board=board, actor=actor_of(request), **self.body(shapes.MeetingPlanInput))  # fmt: skip
        return self.one(shapes.review_dict(made), status=201)

    @extend_schema(request=shapes.ReviewChangeInput, responses=shapes.ReviewOutput)
    def partial_update(self, request: Request, slug: str, ref: str) -> Response:
        """Move it, or say who holds it. Needs If-Match."""
        found, version = self.get_object(), version_from(request, required=True)
        body, actor = self.body(shapes.ReviewChangeInput), actor_of(request)
        reviews.change_review(review=found, actor=actor, fields=body, version=version)
        return self._now()

    @extend_schema(request=shapes.MeetingCancelInput, responses=shapes.ReviewOutput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, slug: str, ref: str) -> Response:
        """It does not take place; its topics go to the next one."""
        found, version = self.get_object(), version_from(request, required=False)
        reviews.cancel_review(review=found, actor=actor_of(request), version=version, **self.body(shapes.MeetingCancelInput))  # fmt: skip
        return self._now()

    @extend_schema(responses=shapes.AgendaItemOutput(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def items(self, request: Request, slug: str, ref: str) -> Response:
        """What it talks about, in order: as it stands now, or as it was kept when it was held."""
        found = self.get_object()
        is_over = found.state != "PLANNED"
        agenda = kept_of(found) if is_over else queries.meeting_of(user_of(request), found.board, found).agenda()  # fmt: skip
        return self.pages(agenda.items, shapes.item_dict)

    @extend_schema(request=shapes.TopicInput, responses={201: shapes.AgendaItemOutput}, filters=False)  # fmt: skip
    @items.mapping.post
    @idempotent
    def add_topic(self, request: Request, slug: str, ref: str) -> Response:
        """Put a topic on its agenda."""
        found = self.get_object()
        row = meetings.add_topic(review=found, actor=actor_of(request), **self.body(shapes.TopicInput))  # fmt: skip
        agenda = queries.meeting_of(user_of(request), found.board, found).agenda()
        return Response(shapes.item_dict(agenda.by_key[f"topic-{row.pk}"]), status=201)

    @extend_schema(request=shapes.MinutesInput, responses=shapes.ReviewOutput)
    @action(detail=True, methods=["patch"])
    def minutes(self, request: Request, slug: str, ref: str) -> Response:
        """Keep the minutes. Needs If-Match."""
        found, version = self.get_object(), version_from(request, required=True)
        text = self.body(shapes.MinutesInput).get("minutes", found.minutes)
        meetings.write_minutes(review=found, actor=actor_of(request), version=version, minutes=text)
        return self._now()

    @extend_schema(request=shapes.PresentInput, responses=shapes.ReviewOutput)
    @action(detail=True, methods=["post"])
    def present(self, request: Request, slug: str, ref: str) -> Response:
        """Say who is there: oneself, or another where one holds the meeting."""
        found, body = self.get_object(), self.body(shapes.PresentInput)
        meetings.mark_present(
            review=found, actor=actor_of(request), user=user_of(request), is_here=body["is_here"], person_id=body.get("person"),
        )  # fmt: skip
        return self._now()

    @extend_schema(request=shapes.AgendaSettleInput, responses=shapes.ReviewOutput)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, slug: str, ref: str) -> Response:
        """Say what comes of an item."""
        found, body = self.get_object(), self.body(shapes.AgendaSettleInput)
        meetings.settle_item(review=found, actor=actor_of(request), user=user_of(request), key=body.pop("item"), **body)  # fmt: skip
        return self._now()

    @extend_schema(request=shapes.MeetingDecideInput, responses={201: decisions.DecisionOutput})
    @action(detail=True, methods=["post"])
    @idempotent
    def decide(self, request: Request, slug: str, ref: str) -> Response:
        """Record what the board decided; the item it ends, where one is named, is decided by it."""
        found, body = self.get_object(), self.body(shapes.MeetingDecideInput)
        made = meetings.decide_in_review(
            review=found, actor=actor_of(request), user=user_of(request), key=body.pop("item", ""), owner_id=body.pop("owner"), **body,
        )  # fmt: skip
        shown = evidence.open_to(user_of(request), [made])
        return self.one(decisions.decision_dict(made, shown[made.pk]), status=201)

    @extend_schema(request=shapes.MeetingCloseInput, responses=shapes.ReviewOutput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, slug: str, ref: str) -> Response:
        """End it: every item has its end, the four answers are kept, and nothing of it changes any more."""
        found, version = self.get_object(), version_from(request, required=False)
        body = self.body(shapes.MeetingCloseInput)
        ends = {one["item"]: (one["outcome"], one.get("words", "")) for one in body.get("items", [])}  # fmt: skip
        meetings.close_review(
            review=found, actor=actor_of(request), user=user_of(request), ends=ends, rest=body.get("rest", ""), version=version,
        )  # fmt: skip
        return self._now()
