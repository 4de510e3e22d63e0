"""Deny by default: an action missing from a view's table is open to nobody."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from svs.accounts.models import ApiClient, User
from svs.errors import Forbidden
from svs.permissions import access


def user_of(request: Request) -> User:
    """The signed-in person or account behind a request that passed authentication."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


class ActionPermissions(BasePermission):
    """Reads `action_permissions` and `scopes` of a viewset.

    `action_permissions` maps each action to None (seeing is enough), a verb asked of `may` on the object, or a
    function of the user. `scopes` maps "read" and "write" to what a token needs.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if view.action in (None, "metadata"):  # no such method here: DRF answers 405
            return True
        rule = view.action_permissions[view.action]
        self._scope(request, view)
        if callable(rule) and not rule(request.user):
            raise Forbidden
        return True

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        rule = view.action_permissions[view.action]
        if isinstance(rule, str):
            access.require(user_of(request), rule, obj)
        return True

    @staticmethod
    def _scope(request: Request, view: Any) -> None:
        if not isinstance(request.auth, ApiClient):
            return
        kind = "read" if request.method in ("GET", "HEAD", "OPTIONS") else "write"
        needed = view.scopes[kind]
        if needed not in request.auth.scopes:
            raise Forbidden(f"insufficient_scope: this token lacks {needed}.")
