"""What the account page shows of this room."""

from typing import Any

from svs.notices import queries


def choices(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    """By which ways one is told of what; nothing for those to whom no kind is offered. One statement."""
    offered = queries.choices(user)
    return ("notices/_choices.html", {"groups": grouped(offered)}) if offered else None


def grouped(offered: list[queries.Wanted]) -> list[tuple[str, list[queries.Wanted]]]:
    """Kinds under their headings, in the order they were declared."""
    groups: dict[str, list[queries.Wanted]] = {}
    for one in offered:
        groups.setdefault(one.kind.group, []).append(one)
    return list(groups.items())
