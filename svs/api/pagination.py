"""Pages of a list: size capped, total only when asked for, links in the body."""

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

DEFAULT, LARGEST, DEEPEST = 50, 100, 10_000


class Pages(BasePagination):
    """`page` and `page_size`; one row more than asked tells whether there is a next page, so nothing is counted."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.page = self._number("page", 1, DEEPEST)
        self.size = self._number("page_size", DEFAULT, LARGEST)
        wants_total = self._wants_total()
        start = (self.page - 1) * self.size
        rows = list(queryset[start : start + self.size + 1])
        if not rows and self.page > 1:
            raise NotFound("There is no such page.")
        self.has_next = len(rows) > self.size
        self.total = _count(queryset) if wants_total else None
        return rows[: self.size]

    def _wants_total(self) -> bool:
        said = self.request.query_params.get("with_total", "false")
        if said not in ("true", "false"):
            raise ValidationError({"with_total": ["true or false."]})
        return said == "true"

    def _number(self, name: str, default: int, largest: int) -> int:
        text = self.request.query_params.get(name, "")
        if not text:
            return default
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= largest:
            raise ValidationError({name: [f"A whole number from 1 to {largest}."]})
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        url = self.request.build_absolute_uri()
        body = {
            "next": replace_query_param(url, "page", self.page + 1) if self.has_next else None,
            "previous": replace_query_param(url, "page", self.page - 1) if self.page > 1 else None,
            "results": data,
        }
        if self.total is not None:
            body["total"] = self.total
        return Response(body)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "results": schema,
                "total": {"type": "integer"},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, largest: int) -> dict[str, Any]:
            return {
                "name": name,
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": largest},
            }

        total = {"name": "with_total", "in": "query", "schema": {"type": "boolean"}}
        return [parameter("page", DEEPEST), parameter("page_size", LARGEST), total]


def _count(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else int(rows.count())
