"""Who did it: a person, a program, a rule, an alert source or the system itself."""

from dataclasses import dataclass, replace
from typing import Any

PERSON, CLIENT, RULE, ALERT, SYSTEM = "person", "client", "rule", "alert", "system"


@dataclass(frozen=True)
class Actor:
    """The doer of an operation, as it stands in the event."""

    kind: str
    user_id: int | None = None
    ref: str = ""
    on_behalf_of_id: int | None = None
    request_id: str = ""
    chain: tuple[int, ...] = ()  # the rules that led here, for the loop guard

    def as_rule(self, ref: str, chain: tuple[int, ...]) -> "Actor":
        return replace(self, kind=RULE, user_id=None, ref=ref, chain=chain)


SYSTEM_ACTOR = Actor(SYSTEM)


def person(user: Any, request_id: str = "") -> Actor:
    """The actor for a signed-in person."""
    return Actor(PERSON, user_id=user.pk, request_id=request_id)


def actor_of(request: Any) -> Actor:
    """The actor of a web or API request."""
    request_id = getattr(request, "request_id", "") or getattr(
        getattr(request, "_request", None), "request_id", ""
    )
    client = getattr(request, "auth", None)
    if client is not None and hasattr(client, "token_hash"):
        return Actor(CLIENT, user_id=request.user.pk, ref=client.name[:80], request_id=request_id)
    return person(request.user, request_id)
