"""What every viewset of the API shares: who sees what, strict bodies, pages and ETags."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from svs.accounts.models import User
from svs.api.etags import etag
from svs.api.permissions import user_of
from svs.api.query import PAGING, check_query

Shape = Callable[[Any], dict[str, Any]]


def _nobody() -> User:
    """Somebody without roles and teams, for whom the OpenAPI document is written without asking the database."""
    user = User(pk=0)
    user.held, user.team_ids = (), frozenset()
    return user


class RoomViewSet(GenericViewSet[Any]):
    """Base of a room's viewsets. Set `visible_to` (staticmethod of the access rule), `action_permissions` and `scopes`."""

    request: Request
    visible_to: Callable[[User], Any]
    action_permissions: dict[str, Any]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say how many calls are left in this minute."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in zip(("Limit", "Remaining", "Reset"), getattr(self, "calls_left", ()), strict=False):  # fmt: skip
            answer.headers[f"X-RateLimit-{name}"] = str(value)
        return answer

    def get_queryset(self) -> Any:
        fake = getattr(self, "swagger_fake_view", False)
        return self.visible_to(_nobody() if fake else user_of(self.request))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in self.action_permissions:
            check_query(request, self._parameters())

    def _parameters(self) -> dict[str, Any]:
        """What may stand behind the question mark: pages and the declared filters, and nothing where one writes."""
        if self.request.method != "GET":
            return {}
        declared = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        return {**dict.fromkeys(PAGING), **declared}

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
