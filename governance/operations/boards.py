"""Make boards, seat people on them, and let somebody stand in for another."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from governance.models import Board, BoardMember
from governance.queries import boards as queries
from svs.accounts import operations as accounts
from svs.accounts.models import Role, RoleAssignment, User
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.events.actor import Actor

TEXTS = {"name": ("Give it a name.", 120), "purpose": ("Say what it is for.", 300)}
NUMBERS = {
    "every_weeks": (1, 13, "It meets every week, or every so many up to 13."),
    "weekday": (0, 6, "A day of the week, 0 is Monday."),
    "minutes": (5, 480, "It lasts 5 to 480 minutes."),
}
FIELDS = (*TEXTS, *NUMBERS, "meets_at")
SEAT, CHAIR = Role.BOARD_MEMBER.value, Role.CHAIR.value


@transaction.atomic
def make_board(*, actor: Actor, name: str, purpose: str, **fields: Any) -> Board:
    """Make a board: what it is for, and when it meets. Who sits on it is said afterwards.

    Raises RuleViolation("name_required", "purpose_required", "board_exists", and one for each number). Emits board.made.
    """
    board = Board()
    _take(board, {"name": name, "purpose": purpose, **fields})
    board.slug = slugify(board.name)[:120] or "board"
    _save(board)
    emit("board.made", subject=board, actor=actor)
    return board


@transaction.atomic
def change_board(*, board: Board, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Board:  # fmt: skip
    """Change what a board is for or when it meets. Raises StaleVersion and as making does. Emits board.changed."""
    board = _lock(board, version)
    changed = _take(board, fields)
    if not changed:
        return board
    board.version += 1
    _save(board)
    emit("board.changed", subject=board, actor=actor, data={"fields": sorted(changed)})
    return board


@transaction.atomic
def close_board(*, board: Board, actor: Actor) -> Board:
    """Ask a board nothing more; its members lose their seats, what it was asked stays with those who were.

    Raises RuleViolation("closed_already", "board_is_asked"). Emits board.closed.
    """
    board = _lock(board)
    if not board.is_active:
        raise RuleViolation("closed_already", "This board is closed already.")
    asking = queries.rights_that_ask(board)
    if asking:
        named = ", ".join(right.ref for right in asking[:5])
        raise RuleViolation("board_is_asked", f"{named} asks it. Let other people decide there first.")  # fmt: skip
    for member in BoardMember.objects.filter(board=board, until__isnull=True).select_related("user"):  # fmt: skip
        _leave(member, actor)
    board.is_active, board.version = False, board.version + 1
    board.save(update_fields=["is_active", "version"])
    emit("board.closed", subject=board, actor=actor)
    return board


@transaction.atomic
def reopen_board(*, board: Board, actor: Actor) -> Board:
    """Let a closed board decide again. Raises RuleViolation("open_already"). Emits board.reopened."""
    board = _lock(board)
    if board.is_active:
        raise RuleViolation("open_already", "This board is open.")
    board.is_active, board.version = True, board.version + 1
    board.save(update_fields=["is_active", "version"])
    emit("board.reopened", subject=board, actor=actor)
    return board


@transaction.atomic
def join_board(*, board: Board, person: User, actor: Actor, is_chair: bool = False) -> BoardMember:
    """Give somebody a seat, or make a member its chair; who was the chair stays a member. Approvals that are open keep their seats.

    Raises RuleViolation("board_closed", "unknown_person"). Emits board.joined or board.chaired.
    """
    board = _lock(board)
    if not board.is_active:
        raise RuleViolation("board_closed", "This board is closed.")
    if not person.is_active or person.is_program:
        raise RuleViolation("unknown_person", "Nobody of this name works here.", field="person")
    member = BoardMember.objects.filter(board=board, user=person, until__isnull=True).first()
    joins = member is None
    if member is None:
        member = BoardMember.objects.create(board=board, user=person, since=timezone.now())
        _give(person, SEAT, board, actor)
    if is_chair and not member.is_chair:
        _unseat_chair(board, actor)
        BoardMember.objects.filter(pk=member.pk).update(is_chair=True)
        member.is_chair = True
        _give(person, CHAIR, board, actor)
    elif not joins:
        return member
    name = "board.joined" if joins else "board.chaired"
    emit(name, subject=board, actor=actor, data={"user_id": person.pk, "is_chair": member.is_chair})
    return member


@transaction.atomic
def leave_board(*, board: Board, person: User, actor: Actor) -> None:
    """Take somebody's seat; what they decided stays. Raises RuleViolation("no_member"). Emits board.left."""
    board = _lock(board)
    member = BoardMember.objects.filter(board=board, user=person, until__isnull=True).select_related("user").first()  # fmt: skip
    if member is None:
        raise RuleViolation("no_member", "They are no member of this board.", field="person")
    _leave(member, actor)
    emit("board.left", subject=board, actor=actor, data={"user_id": person.pk})


def _leave(member: BoardMember, actor: Actor) -> None:
    _forget(member.user_id, (SEAT, CHAIR), member.board_id, actor)
    # At least a moment: a seat that was given and taken in one breath still has an end after its beginning.
    member.until = max(timezone.now(), member.since + timedelta(microseconds=1))
    member.save(update_fields=["until"])


def _unseat_chair(board: Board, actor: Actor) -> None:
    chair = BoardMember.objects.filter(board=board, is_chair=True, until__isnull=True).first()
    if chair is not None:
        BoardMember.objects.filter(pk=chair.pk).update(is_chair=False)
        _forget(chair.user_id, (CHAIR,), board.pk, actor)


def _give(person: User, role: str, board: Board, actor: Actor) -> None:
    held = RoleAssignment.objects.filter(user=person, role=role, scope_kind="board", scope_id=board.pk)  # fmt: skip
    if not held.exists():
        accounts.give_role(person=person, actor=actor, role=role, scope_kind="board", scope_id=board.pk)  # fmt: skip


def _forget(user_id: int, roles: tuple[str, ...], board_id: int, actor: Actor) -> None:
    for held in RoleAssignment.objects.filter(user_id=user_id, role__in=roles, scope_kind="board", scope_id=board_id):  # fmt: skip
        accounts.take_role(held=held, actor=actor, by_board=True)


def _take(board: Board, said: dict[str, Any]) -> list[str]:
    """Put what was said on the board; the names of what it changed."""
    clean = {name: _clean(name, value) for name, value in said.items() if name in FIELDS}
    changed = [name for name, value in clean.items() if getattr(board, name) != value]
    for name in changed:
        setattr(board, name, clean[name])
    return changed


def _clean(name: str, value: Any) -> Any:
    if name in TEXTS:
        ask, most = TEXTS[name]
        words = " ".join(str(value).split())[:most]
        if not words:
            raise RuleViolation(f"{name}_required", ask, field=name)
        return words
    if name in NUMBERS:
        least, most, words = NUMBERS[name]
        if not least <= int(value) <= most:
            raise RuleViolation(f"bad_{name}", words, field=name)
        return int(value)
    if not isinstance(value, time):
        raise RuleViolation("bad_meets_at", "A time of the day, as 09:30.", field="meets_at")
    return value


def _lock(board: Board, version: int | None = None) -> Board:
    found = Board.objects.select_for_update(of=("self",)).get(pk=board.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def _save(board: Board) -> None:
    try:
        with transaction.atomic():
            board.save()
    except IntegrityError as error:
        raise RuleViolation("board_exists", "There is a board of that name.", field="name") from error  # fmt: skip
