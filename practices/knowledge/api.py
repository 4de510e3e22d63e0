"""Articles for integrations: the same operations and permissions as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practices.knowledge import access, filters, operations
from practices.knowledge import serializers as shapes
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.services import queries as services


class ArticleViewSet(RoomViewSet):
    """Answers that were written down."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.ArticleFilter
    serializer_class = shapes.ArticleOutput
    scopes = {"read": "knowledge:read", "write": "knowledge:write"}
    action_permissions = {
        "list": None,
        "retrieve": None,
        "create": access.may_write,
        "partial_update": access.EDIT,
        "publish": access.PUBLISH,
        "retire": access.RETIRE,
    }

    @extend_schema(responses=shapes.ArticleOutput(many=True))
    def list(self, request: Request) -> Response:
        """Articles you may read, changed last first, without their texts."""
        rows = self.filter_queryset(self.get_queryset()).defer("words", "body")
        return self.pages(rows.order_by("-updated_at", "-id"), shapes.article_dict)

    @extend_schema(responses=shapes.ArticleOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One article, with its ETag."""
        return self._answer(self.get_object())

    @extend_schema(request=shapes.ArticleInput, responses={201: shapes.ArticleOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write an answer down, as a draft."""
        made = operations.write_article(actor=actor_of(request), **self._said(shapes.ArticleInput))
        return self._answer(made, status=201)

    @extend_schema(request=shapes.ArticleChange, responses=shapes.ArticleOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change an article. Needs If-Match."""
        article, version = self.get_object(), version_from(request, required=True)
        fields = self._said(shapes.ArticleChange)
        return self._answer(
            operations.change_article(
                article=article, actor=actor_of(request), fields=fields, version=version
            )
        )

    @extend_schema(request=EmptyInput, responses=shapes.ArticleOutput)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, ref: str) -> Response:
        """Let its readers read it."""
        return self._move(operations.publish_article)

    @extend_schema(request=EmptyInput, responses=shapes.ArticleOutput)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, ref: str) -> Response:
        """It holds no longer."""
        return self._move(operations.retire_article)

    def _move(self, operation: Any) -> Response:
        request, article = self.request, self.get_object()
        self.body(EmptyInput)
        version = version_from(request, required=False)
        return self._answer(operation(article=article, actor=actor_of(request), version=version))

    def _answer(self, article: Any, *, status: int = 200) -> Response:
        return self.one(shapes.article_dict(article, whole=True), status=status)

    def _said(self, shape: type[Any]) -> dict[str, Any]:
        body = self.body(shape)
        if "service" in body:
            body["service_id"] = body.pop("service")
            services.check_usable(user_of(self.request), body["service_id"], None)
        return body
