"""Who calls the API: a program with a hashed token, or a person's session with CSRF."""

import base64
import binascii
from typing import Any

from django.http import HttpRequest
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


def feed_reader(request: HttpRequest, scope: str) -> User | None:
    """Who reads a feed: signed in, or a token with this scope, as a Bearer or as the password of any name.

    Calendar programs know only the latter. Never in the address, which is written down on the way.
    """
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        user = request.user
        return user if isinstance(user, User) and not user.lacks_second_factor else None
    token = sent.strip()
    if scheme.lower() == "basic":
        try:
            token = base64.b64decode(token, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return None
    elif scheme.lower() != "bearer":
        return None
    client = client_with_roles(token) if token else None
    return client.user if client is not None and scope in client.scopes else None
