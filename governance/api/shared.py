"""What the API of the register shares: owners and services that are there."""

from typing import Any

from rest_framework.request import Request

from svs.accounts import queries as accounts
from svs.api.permissions import user_of
from svs.errors import RuleViolation
from svs.services import queries as services


def named(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    """Ids as operations take them. Raises RuleViolation("unknown_owner", "unknown_service")."""
    if "owner" in body:
        body["owner_id"] = body.pop("owner")
        if not accounts.people_with_a_role().filter(pk=body["owner_id"]).exists():
            raise RuleViolation("unknown_owner", "There is no such person with a role.", field="owner")  # fmt: skip
    if "service" in body:
        body["service_id"] = body.pop("service")
        services.check_usable(user_of(request), body["service_id"], None)
    return body
