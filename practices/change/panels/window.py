"""The window of a change against everything else. On the page of its own room, so it stands there from the start."""

from typing import Any

from practices.change import queries


def window(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    """Lanes, what was looked at, and the next free slots; nothing once the change is over."""
    shown = queries.lanes_for(user, ticket)
    return ("change/_lanes.html", shown) if shown else None
