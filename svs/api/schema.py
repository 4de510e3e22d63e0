"""The OpenAPI document, generated from the code and its errors."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    """Adds the problem+json answers that every operation may give."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation:
            for status in self._problems():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": "Problem",
                        "content": {"application/problem+json": {"schema": {"type": "object"}}},
                    },
                )
        return operation

    def _problems(self) -> tuple[str, ...]:
        common = ("400", "401", "403", "404", "429", "503")
        writes = ("409", "412", "413", "415", "422", "428")
        return common if self.method == "GET" else common + writes


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
