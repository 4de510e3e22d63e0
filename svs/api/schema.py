"""The OpenAPI document, generated from the code and its errors, as strict as the code is."""

from typing import Any

from django.conf import settings
from django_filters import CharFilter, NumberFilter
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, force_instance
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.serializers import CharField, ListField

NOT_BLANK = r"[^\s\x1c-\x1f\x85]"  # a text of nothing but white space is no text
_TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "What went wrong, in words for people and a code for programs (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "properties": {"pointer": _TEXT, "message": _TEXT},
            },
        },
    },
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag you read.",
    "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}"$'},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key with the same body is done once and answered the same.",
    "schema": {
        "type": "string",
        "pattern": r'^("[!#-~]([ !#-~]{0,198}[!#-~])?"|[A-Za-z0-9._:/+=-]{1,200})$',
    },
}


class Schema(AutoSchema):
    """Adds the headers an operation reads and the problem+json answers that it may give."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation:
            self._bound_filters(operation.get("parameters", []))
            if "requestBody" in operation and isinstance(
                self.get_request_serializer(), PolymorphicProxySerializer
            ):
                operation["requestBody"]["required"] = True  # one of several shapes, never nothing
            headers = self._headers()
            if headers:
                operation["parameters"] = [*operation.get("parameters", []), *headers]
            content = {"application/problem+json": {"schema": self._problem().ref}}
            for status in self._problems():
                operation["responses"].setdefault(
                    status, {"description": "Problem", "content": content}
                )
        return operation

    def _headers(self) -> list[dict[str, Any]]:
        if self.method in ("PATCH", "DELETE") and getattr(self.view, "has_versions", True):
            return [IF_MATCH]
        handler = getattr(self.view, getattr(self.view, "action", None) or "", None)
        asked = [IF_MATCH] if getattr(handler, "needs_version", False) else []
        return [*asked, IDEMPOTENCY_KEY] if getattr(handler, "is_idempotent", False) else asked

    def _bound_filters(self, parameters: list[dict[str, Any]]) -> None:
        """Say the limits of a number filter; the generator knows its type only."""
        filterset = getattr(self.view, "filterset_class", None)
        for name, declared in (filterset.base_filters if filterset else {}).items():
            if type(declared) is CharFilter:
                self._not_empty(name, parameters)
            if not isinstance(declared, NumberFilter):
                continue
            limits = {"minimum": "min_value", "maximum": "max_value"}
            shape = {"type": "integer"} | {
                word: declared.extra[said] for word, said in limits.items() if said in declared.extra
            }  # fmt: skip
            for parameter in parameters:
                if (parameter["name"], parameter["in"]) == (name, "query"):
                    parameter["schema"] = shape

    def _not_empty(self, name: str, parameters: list[dict[str, Any]]) -> None:
        """An empty filter is an error; the generator does not know."""
        for parameter in parameters:
            if (parameter["name"], parameter["in"]) == (name, "query"):
                parameter["schema"] = {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 80,
                    "pattern": NOT_BLANK,
                }

    def _problem(self) -> ResolvedComponent:
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem")  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return component

    def _problems(self) -> tuple[str, ...]:
        common = ("400", "401", "403", "404", "405", "406", "429", "503")
        writes = ("409", "412", "413", "415", "422", "428")
        return common if self.method == "GET" else common + writes


class Strict(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What a StrictSerializer refuses, the document forbids."""

    target_class = "svs.api.serializers.StrictSerializer"
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        """Two rooms may have a ChangeInput each."""
        kind = self.target if isinstance(self.target, type) else type(self.target)
        room = kind.__module__.split(".")[-2]
        return f"{'' if room == 'api' else room.title().replace('_', '')}{kind.__name__}"

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        shape = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in force_instance(self.target).fields.items():  # type: ignore[no-untyped-call]
            said = shape["properties"][name]
            if isinstance(field, ListField):
                field, said = field.child, said["items"]
            if type(field) is CharField and field.trim_whitespace and not field.allow_blank:
                said.setdefault("pattern", NOT_BLANK)
        return {**shape, "additionalProperties": False, **getattr(self.target, "document", {})}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a program signs in, for the document."""

    target_class = "svs.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a browser signs in, for the document."""

    target_class = "svs.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
