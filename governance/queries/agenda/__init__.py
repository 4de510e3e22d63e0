"""The agenda of a board: what it is asked to decide, what its filter names, what was added by hand or carried over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from governance.models import AgendaItem, Review
from governance.queries.agenda import decide, fill
from governance.queries.agenda.decide import Reader
from governance.queries.agenda.items import Agenda, Item, Place
from governance.rules import agenda as rules

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from governance.models import Board

DROPPED_FOR = timedelta(days=30)  # so long what was dropped is not filled in again
SINCE_AT_MOST = timedelta(days=14)

__all__ = ["Agenda", "Item", "Place", "Reader", "agenda_of", "kept_of", "since_of"]


def agenda_of(board: Board, review: Review | None, members: Collection[int], *, now: datetime, reader: Reader | None = None) -> Agenda:  # fmt: skip
    """What a board talks about in a meeting that was not held yet, as it stands now. Statements: constant."""
    stored = list(review.items.select_related("added_by", "decision").order_by("position", "id")) if review else []  # fmt: skip
    gone = _dropped(board, now)
    asked = decide.asked_of(board, reader or Reader())
    taken = {(one.approval.kind, one.approval.subject_id) for one in asked if one.approval}
    others = [
        one for one in fill.filled(board, members, now)
        if (one.kind, one.subject_id) not in taken and ((one.kind, one.subject_id) not in gone or _is_stored(one, stored))
    ]  # fmt: skip
    items = _joined([*asked, *others], stored)
    since = since_of(board, now)
    return Agenda(review, items, decide.decided_since(board, since), since)


def _is_stored(item: Item, stored: list[AgendaItem]) -> bool:
    return any((row.kind, row.subject_id) == (item.kind, item.subject_id) for row in stored)


def _dropped(board: Board, now: datetime) -> set[tuple[str, int | None]]:
    """What this board dropped lately."""
    rows = AgendaItem.objects.filter(review__board=board, review__state=Review.State.HELD, review__held_at__gt=now - DROPPED_FOR, outcome=AgendaItem.Outcome.DROPPED)  # fmt: skip
    return {(kind, pk) for kind, pk in rows.values_list("kind", "subject_id") if kind != "approval"}


def _joined(found: list[Item], stored: list[AgendaItem]) -> list[Item]:
    """What stands on the agenda of itself, with what was written down about it; then topics; numbered throughout.

    What was carried over and has settled itself meanwhile is left out, unless something was said about it in this meeting.
    """
    rows = {(row.kind, row.subject_id): row for row in stored if row.subject_id is not None}
    for item in found:
        if item.subject_id is not None:
            item.row = rows.pop((item.kind, item.subject_id), None)
    said = [_item_of(row) for row in rows.values() if row.outcome]
    topics = [_item_of(row) for row in stored if row.subject_id is None]
    order = list(rules.GROUPS)
    items = sorted([*found, *topics, *said], key=lambda one: order.index(one.group))
    for place, item in enumerate(items, 1):
        item.number = place
    return items


def _item_of(row: AgendaItem) -> Item:
    """What was written down, as an item."""
    whose = f"added by {row.added_by.name}" if row.added_by else ""
    group = rules.DECIDE if row.kind == "approval" else rules.TALK
    item = Item(row.kind, row.subject_id, row.title, row.ref, row.url, group, sub=row.ref or whose, cells=(row.note, ""), row=row)  # fmt: skip
    item.sub = "" if row.ref else whose
    return item


def kept_of(review: Review) -> Agenda:
    """A meeting that was held, as its items were kept: one statement."""
    rows = review.items.select_related("added_by", "decision__owner").order_by("position", "id")
    items = [_item_of(row) for row in rows]
    for place, item in enumerate(items, 1):
        item.number = place
    return Agenda(review, items)


def since_of(board: Board, now: datetime) -> datetime:
    """Since when decisions by correspondence are told: the last meeting, two weeks back at most."""
    held = Review.objects.filter(board=board, state=Review.State.HELD, held_at__lte=now).order_by("-held_at").values_list("held_at", flat=True)  # fmt: skip
    last = held.first()
    return max(last, now - SINCE_AT_MOST) if last else now - SINCE_AT_MOST
