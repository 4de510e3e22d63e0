"""Risk and impact on the page of a change."""

from typing import Any

from practices.change.queries import risk


def weighed(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    """How risky it is, line by line: no statement."""
    return "change/_risk.html", risk.shown(ticket.change)


def touches(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    """What it touches, loaded after the page."""
    return "change/_touches.html", {"ref": ticket.ref}
