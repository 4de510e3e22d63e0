"""Which pages behind an agenda its reader may open: the agenda tells a member of more than they see elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from governance.access import escalations, register, risks
from practices.desk import access as desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from governance.queries.agenda.items import Item
    from svs.accounts.models import User

_SEEN: dict[str, Callable[[User], Any]] = {
    "change": desk.visible_to,
    "escalation": escalations.visible_to,
    "decision": register.visible_to,
    "risk": risks.visible_to,
}


def keep_open(items: Iterable[Item], reader: User) -> None:
    """Lead nobody to a page that is not theirs; what the agenda tells of it stays. One statement for each kind that is there."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        if item.kind in _SEEN and item.url:
            by_kind.setdefault(item.kind, []).append(item)
    for kind, some in by_kind.items():
        rows = _SEEN[kind](reader).filter(pk__in=[item.subject_id for item in some])
        seen = set(rows.values_list("pk", flat=True))
        for item in some:
            item.url = item.url if item.subject_id in seen else ""
