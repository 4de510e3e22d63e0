"""What was put before a board is read by those who sit on it, administrators and auditors, and by nobody else."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from governance.models import Board, BoardMember, Delegation, Review
from svs.accounts.models import Role, User
from svs.permissions import access

TAKE_PART, HOLD, PLAN = "take_part", "hold", "plan"


def _sits(user: User) -> Exists:
    """A condition on boards: this person holds a seat, or stands in today for somebody who does."""
    asked_to = Delegation.objects.filter(
        Q(board__isnull=True) | Q(board=OuterRef("board")), to=user, user=OuterRef("user"),
        during__contains=timezone.localdate(),
    )  # fmt: skip
    seats = BoardMember.objects.filter(board=OuterRef("pk"), until__isnull=True)
    return Exists(seats.filter(Q(user=user) | Exists(asked_to)))


def boards_read_by(user: User) -> QuerySet[Board]:
    """The boards whose agenda and minutes this person reads."""
    if user.has_role(Role.ADMINISTRATOR.value, Role.AUDITOR.value):
        return Board.objects.all()
    return boards_of(user)


def reads(user: User, board: Board) -> bool:
    """Does this person read the agenda and minutes of this board?"""
    return boards_read_by(user).filter(pk=board.pk).exists()


def boards_of(user: User) -> QuerySet[Board]:
    """The boards on which this person sits, themselves or for somebody."""
    return Board.objects.filter(_sits(user))


def visible_to(user: User) -> QuerySet[Review]:
    """The meetings of those boards."""
    return Review.objects.filter(board__in=boards_read_by(user))


def seats_taken(user: User, board_id: int) -> list[BoardMember]:
    """The seats of a board on which this person sits: their own, and those of members they stand in for today."""
    stands_in = Delegation.objects.filter(
        Q(board__isnull=True) | Q(board=board_id), to=user, during__contains=timezone.localdate()
    )
    seats = BoardMember.objects.filter(board=board_id, until__isnull=True)
    return list(seats.filter(Q(user=user) | Q(user__in=stands_in.values("user"))))


def may_plan(user: User, board: Board) -> bool:
    """The chair, or who stands in for them, and administrators say when a board meets and who holds the meeting."""
    return user.has_role(Role.ADMINISTRATOR.value) or any(seat.is_chair for seat in seats_taken(user, board.pk))  # fmt: skip


def may(user: User, verb: str, review: Review) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=review.pk).exists()
    if verb == PLAN and user.has_role(Role.ADMINISTRATOR.value):
        return True
    return may_on(seats_taken(user, review.board_id), user, verb, review)


def may_on(seats: list[BoardMember], user: User, verb: str, review: Review) -> bool:
    """The same for somebody whose seats are known: members take part, the chair or whom they named holds the meeting."""
    if verb == TAKE_PART:
        return bool(seats)
    chairs = any(seat.is_chair for seat in seats)
    return chairs or (verb == HOLD and bool(seats) and review.holder_id == user.pk)


access.register(Review, visible_to=visible_to, may=may)
