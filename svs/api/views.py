"""What every viewset of the API shares: who sees what, strict bodies, pages and ETags."""

from collections.abc import Callable
from typing import Any

from django_filters import BooleanFilter, MultipleChoiceFilter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from svs.accounts.models import User
from svs.api.etags import etag
from svs.api.permissions import user_of

PAGING, SWITCH = ("page", "page_size", "with_total"), ("true", "false")
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

    def get_queryset(self) -> Any:
        fake = getattr(self, "swagger_fake_view", False)
        return self.visible_to(_nobody() if fake else user_of(self.request))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in self.action_permissions:
            self._check_query(request)

    def _check_query(self, request: Request) -> None:
        """A parameter nobody reads or nobody understands is an error: a misspelt filter must not show everything."""
        declared = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        known = {*PAGING, *declared} if request.method == "GET" else set()
        wrong = {}
        for name, values in list(request.query_params.lists())[:20]:
            if name not in known:
                wrong[name] = ["There is no such parameter."]
            elif len(values) > 1 and not isinstance(declared.get(name), MultipleChoiceFilter):
                wrong[name] = ["Say it once."]
            elif isinstance(declared.get(name), BooleanFilter) and values[0] not in SWITCH:
                wrong[name] = ["true or false."]
        if wrong:
            raise ValidationError(wrong)

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
