"""Approvals for integrations: where they stand, and votes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import approvals as access
from governance.filters import approvals as filters
from governance.operations import voting
from governance.queries import approvals as queries
from governance.serializers import approvals as shapes
from svs.api.etags import version_from, versioned
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of


class ApprovalViewSet(RoomViewSet):
    """Poll where something stands with those who decide, and vote."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.ApprovalFilter
    serializer_class = shapes.ApprovalOutput
    scopes = {"read": "approvals:read", "write": "approvals:write"}
    action_permissions = {"list": None, "retrieve": None, "votes": None}

    def get_queryset(self) -> Any:
        return queries.whole(super().get_queryset())

    @extend_schema(responses=shapes.ApprovalOutput(many=True))
    def list(self, request: Request) -> Response:
        """Approvals you may see, newest first."""
        return self.pages(self.filter_queryset(self.get_queryset()).order_by("-id"), shapes.approval_dict)  # fmt: skip

    @extend_schema(responses=shapes.ApprovalOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One approval: its chain, its votes and how it stands. Its ETag is the version that is voted on."""
        return self.one(shapes.approval_dict(self.get_object()))

    @extend_schema(request=shapes.VoteInput, responses={201: shapes.ApprovalOutput})
    @action(detail=True, methods=["post"])
    @idempotent
    @versioned
    def votes(self, request: Request, ref: str) -> Response:
        """Vote on the version named in If-Match; what it fixes is done at once, and stands in the answer."""
        approval = self.get_object()
        version = version_from(request, required=True)
        said = self.body(shapes.VoteInput)
        voting.cast_vote(approval=approval, actor=actor_of(request), user=user_of(request), version=version, **said)  # fmt: skip
        fresh = self.get_queryset().get(pk=approval.pk)
        return self.one(shapes.approval_dict(fresh), status=201)
