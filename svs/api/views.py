"""What every viewset of the API shares: who sees what, strict bodies, pages and ETags."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from svs.accounts.models import User
from svs.api.etags import etag
from svs.api.permissions import user_of

Shape = Callable[[Any], dict[str, Any]]


class RoomViewSet(GenericViewSet[Any]):
    """Base of a room's viewsets. Set `visible_to` (staticmethod of the access rule), `action_permissions` and `scopes`."""

    request: Request
    visible_to: Callable[[User], Any]

    def get_queryset(self) -> Any:
        fake = getattr(self, "swagger_fake_view", False)
        return self.visible_to(User() if fake else user_of(self.request))

    def body(self, shape: type[Any]) -> dict[str, Any]:
        """What the request says, checked by a strict serializer. Call after get_object: a hidden record stays hidden."""
        said = shape(data=self.request.data)
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)

    def pages(self, rows: Any, shape: Shape) -> Response:
        """One page of a list, each row shaped."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([shape(row) for row in page or []])

    def one(self, data: dict[str, Any], *, status: int = 200) -> Response:
        """One record, with its ETag where it has a version."""
        headers = {"ETag": etag(data["version"])} if "version" in data else None
        return Response(data, status=status, headers=headers)
