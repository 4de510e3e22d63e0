"""Who calls the API: a program with a hashed token, or a person's session with CSRF."""

from typing import Any

from rest_framework import authentication, exceptions
from rest_framework.request import Request

from svs.accounts.backends import client_with_roles
from svs.accounts.models import ApiClient, User


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer svs_...`; token, account and its state in one query, no cache, so revoking works at once."""

    def authenticate(self, request: Request) -> tuple[User, ApiClient] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        client = client_with_roles(token.strip())
        if client is None:
            raise exceptions.AuthenticationFailed("This token is unknown, revoked or expired.")
        return client.user, client

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """A signed-in person's browser; CSRF is enforced on everything that writes."""

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"
