"""Boards in the shape of pages: who sits on them, what they are asked, who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from governance.access import approvals
from governance.access import boards as access
from governance.models import Approval, Board, BoardMember, DecisionRight, Delegation, Step
from governance.queries import rights
from governance.rules.rights import BOARD
from svs.extensions import Named

if TYPE_CHECKING:
    from svs.accounts.models import User

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass
class Shown:
    """A board with those who sit on it now, and how many of them its rights ask for at least."""

    board: Board
    members: list[BoardMember]
    asking: list[DecisionRight] = field(default_factory=list)

    @property
    def chair(self) -> BoardMember | None:
        return next((one for one in self.members if one.is_chair), None)

    @property
    def quorum(self) -> int:
        """So many must vote where the least are needed; one where nothing asks it."""
        wanted = [
            step["quorum"]
            for right in self.asking
            for step in right.steps
            if step["by"] == BOARD and step["board"] == self.board.pk
        ]
        return min(wanted, default=1)

    @property
    def is_below_quorum(self) -> bool:
        """Could it not decide what it is asked, even with everybody there?"""
        return self.board.is_active and len(self.members) < self.quorum

    @property
    def meets(self) -> str:
        """When it meets: every week on Tue at 09:30, 45 minutes."""
        board = self.board
        weeks = "every week" if board.every_weeks == 1 else f"every {board.every_weeks} weeks"
        return f"{weeks} on {DAYS[board.weekday]} at {board.meets_at:%H:%M}, {board.minutes} minutes"  # fmt: skip


def visible_boards(user: User) -> QuerySet[Board]:
    """Boards with those who sit on them now, open ones first: two statements."""
    sitting = BoardMember.objects.filter(until__isnull=True, user__is_active=True).select_related("user")  # fmt: skip
    seats = Prefetch("members", sitting.order_by("-is_chair", "user__name", "id"), to_attr="sitting")  # fmt: skip
    return access.visible_to(user).prefetch_related(seats).order_by("-is_active", "name", "id")


def shown(board: Board, table: list[DecisionRight]) -> Shown:
    """A board of `visible_boards`, with the rows of the table that ask it."""
    return Shown(board, list(getattr(board, "sitting", ())), [right for right in table if _asks(right, board)])  # fmt: skip


def all_shown(user: User) -> list[Shown]:
    """Every board; three statements."""
    table = rights.table()
    return [shown(board, table) for board in visible_boards(user)]


def _asks(right: DecisionRight, board: Board) -> bool:
    return any(step["by"] == BOARD and step["board"] == board.pk for step in right.steps)


def rights_that_ask(board: Board) -> list[DecisionRight]:
    """The rows in force that name this board."""
    return [right for right in rights.in_force() if _asks(right, board)]


def former_members(board: Board) -> QuerySet[BoardMember]:
    """Who sat on it and left, the last ones first."""
    rows = BoardMember.objects.filter(board=board, until__isnull=False).select_related("user")
    return rows.order_by("-until", "-id")[:20]


def waiting_for(user: User, board: Board) -> QuerySet[Step]:
    """What this board is asked now as far as this person may see it, what is due first."""
    seen = approvals.visible_to(user)
    rows = Step.objects.filter(board=board, state=Step.State.OPEN, approval__state=Approval.State.OPEN, approval__in=seen)  # fmt: skip
    return rows.select_related("approval__service").order_by("due_at", "id")


def seat_choices() -> list[tuple[int, str]]:
    """Open boards for a select."""
    return list(Board.objects.filter(is_active=True).order_by("name", "id").values_list("id", "name"))  # fmt: skip


def boards_of(user: User) -> list[tuple[int, str]]:
    """The boards on which somebody has a seat."""
    rows = BoardMember.objects.filter(user=user, until__isnull=True, board__is_active=True)
    return list(rows.order_by("board__name", "id").values_list("board_id", "board__name"))


def board_by_id(number: int) -> Board | None:
    return Board.objects.filter(pk=number).first()


def delegations(user: User) -> QuerySet[Delegation]:
    """Who stands in for whom, as far as this person may know, the latest first."""
    rows = access.delegations_visible_to(user).select_related("user", "to", "board")
    return rows.order_by("-during", "-id")


def days_of(delegation: Delegation) -> dict[str, Any]:
    """The first and the last day, and whether it is over, running or to come."""
    today, (since, until) = timezone.localdate(), delegation.days
    state = "over" if until < today else "now" if since <= today else "to come"
    return {"since": since, "until": until, "state": state}


def delegations_page(user: User, rows: list[Delegation]) -> list[dict[str, Any]]:
    """Delegations with their days, and whether this person may end them."""
    return [
        {"row": row, **(days := days_of(row)), "may_end": days["state"] != "over" and access.may_delegation(user, access.END, row)}
        for row in rows
    ]  # fmt: skip


def subject_boards(user: User, ids: set[int]) -> dict[int, Named]:
    """What boards are called in the log."""
    rows = access.visible_to(user).filter(pk__in=ids).values_list("pk", "name", "slug")
    return {pk: Named(name, f"/boards/{slug}/") for pk, name, slug in rows}
