"""Who stands in for whom just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from governance.models import Delegation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def in_force() -> QuerySet[Delegation]:
    """Delegations that hold today, both days included."""
    return Delegation.objects.filter(during__contains=timezone.localdate(), to__is_active=True)


def standing_in_for(people: Iterable[int], board_id: int | None) -> list[Delegation]:
    """Who votes in the place of these people, where this board is asked or none. Where one was named for the board itself, it is
    they and nobody else."""
    here = Q(board__isnull=True) | Q(board=board_id) if board_id else Q(board__isnull=True)
    rows = in_force().filter(here, user__in=list(people)).select_related("to", "user").order_by("board_id")  # fmt: skip
    found: dict[int, Delegation] = {}
    for one in rows:  # null comes last
        found.setdefault(one.user_id, one)
    return list(found.values())


def places_of(user_id: int) -> list[tuple[int, int | None]]:
    """(whom they stand in for, on which board; None wherever they are asked). Whoever is nobody yet stands in for nobody."""
    if not user_id:
        return []
    return list(in_force().filter(to=user_id).values_list("user_id", "board_id"))
