"""Boards, their seats and their meetings, in the shape of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from governance.access import reviews as access
from governance.access.delegates import standing_in_for
from governance.models import AgendaItem, Approval, Board, BoardMember, Review, Step
from governance.queries.agenda import Agenda, Reader, agenda_of
from governance.queries.agenda.links import keep_open
from governance.rules import reviews as rules
from svs.accounts import queries as accounts
from svs.extensions import Named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from svs.accounts.models import User


@dataclass(frozen=True)
class Chair:
    """A seat of a board: who holds it, who stands in for them today, and whether one of them is there."""

    user: User
    is_chair: bool
    stand_in: User | None
    is_here: bool

    @property
    def people(self) -> set[int]:
        return {self.user.pk, *([self.stand_in.pk] if self.stand_in else ())}

    @property
    def sits(self) -> User:
        """Who is expected to come."""
        return self.stand_in or self.user

    @property
    def name(self) -> str:
        return f"{self.stand_in.name} for {self.user.name}" if self.stand_in else self.user.name


@dataclass
class Meeting:
    """A board with its meeting and who is there, as one reader has it before them."""

    board: Board
    review: Review | None
    chairs: list[Chair]
    user: User
    now: datetime

    @cached_property
    def mine(self) -> list[Chair]:
        """The seats on which the reader sits."""
        return [chair for chair in self.chairs if self.user.pk in chair.people]

    @property
    def is_here(self) -> bool:
        return self.review is not None and self.user.pk in self.review.present

    @property
    def may_take_part(self) -> bool:
        return bool(self.mine)

    @property
    def may_plan(self) -> bool:
        return self.user.has_role("administrator") or any(chair.is_chair for chair in self.mine)

    @property
    def may_hold(self) -> bool:
        named = self.review is not None and self.review.holder_id == self.user.pk
        return bool(self.mine) and (named or any(chair.is_chair for chair in self.mine))

    @property
    def is_open(self) -> bool:
        """Has it begun, or is it about to: can one join, and can it be closed?"""
        return self.review is not None and self.review.state == Review.State.PLANNED and self.review.at - rules.OPENS_BEFORE <= self.now  # fmt: skip

    def quorum(self, asked: Iterable[int] = ()) -> rules.Quorum:
        seats = {chair.user.pk: chair.people for chair in self.chairs}
        return rules.quorum(seats, self.review.present if self.review else (), asked)

    @property
    def reader(self) -> Reader:
        stand_ins = {chair.user.pk: chair.stand_in.name for chair in self.chairs if chair.stand_in}
        return Reader(frozenset(chair.user.pk for chair in self.mine), stand_ins)

    def agenda(self) -> Agenda:
        """What it talks about, as it stands now. Statements: constant."""
        found = agenda_of(self.board, self.review, {chair.user.pk for chair in self.chairs}, now=self.now, reader=self.reader)  # fmt: skip
        keep_open(found.items, self.user)
        return found


def meeting_of(user: User, board: Board, review: Review | None) -> Meeting:
    """A board's meeting with its seats: two statements."""
    return Meeting(board, review, chairs_of(board, review.present if review else []), user, timezone.now())  # fmt: skip


def chairs_of(board: Board, present: Iterable[int] = ()) -> list[Chair]:
    """The seats of a board, the chair's first, with who stands in for whom today: two statements."""
    here = set(present)
    seats = list(BoardMember.objects.filter(board=board, until__isnull=True).select_related("user").order_by("-is_chair", "user__name", "id"))  # fmt: skip
    stands_in = {one.user_id: one.to for one in standing_in_for([seat.user_id for seat in seats], board.pk)}  # fmt: skip
    return [
        Chair(
            seat.user, seat.is_chair, other := stands_in.get(seat.user_id),
            not here.isdisjoint({seat.user_id, other.pk if other else seat.user_id}),
        )
        for seat in seats
    ]  # fmt: skip


def cadence_of(board: Board) -> rules.Cadence:
    return rules.Cadence(board.every_weeks, board.weekday, board.meets_at, settings.SVS_TIME_ZONE)


def next_moment(board: Board, now: datetime) -> datetime:
    """When it would meet next by its cadence, counted from its last meeting, held, planned or cancelled."""
    last = Review.objects.filter(board=board).aggregate(at=Max("at"))["at"]
    return rules.next_meeting(cadence_of(board), now=now, last=last)


def next_of(board: Board, now: datetime) -> Review | None:
    """The meeting that is on or comes next: one that was not closed for half a day gives way to the next."""
    rows = Review.objects.filter(board=board, state=Review.State.PLANNED).select_related("holder", "board")  # fmt: skip
    coming = rows.filter(at__gt=now - timedelta(hours=12)).order_by("at").first()
    return coming or rows.order_by("-at").first()


def past_of(board: Board, now: datetime) -> QuerySet[Review]:
    """Meetings that were held, cancelled or never closed, the newest first."""
    over = ~Q(state=Review.State.PLANNED) | Q(at__lt=now - timedelta(hours=12))
    counted = {
        name: Count("items", filter=Q(items__outcome=name))
        for name in ("decided", "carried", "dropped")
    }
    rows = Review.objects.filter(over, board=board).select_related("held_by").annotate(**counted)
    return rows.annotate(recorded=Count("decisions", distinct=True)).order_by("-at", "-id")


def unclosed_of(board: Board, now: datetime, current: Review | None) -> Review | None:
    """A meeting that is over and was never closed."""
    rows = Review.objects.filter(board=board, state=Review.State.PLANNED, at__lt=now - timedelta(hours=12))  # fmt: skip
    others = rows.exclude(pk=current.pk) if current else rows
    return others.order_by("-at").first()


def detail(user: User) -> QuerySet[Review]:
    """Meetings this person reads, with what a page of one needs."""
    return access.visible_to(user).select_related("board", "held_by", "holder")


def names_of(ids: Iterable[int]) -> list[str]:
    """The names of those who were there, in order."""
    return sorted(accounts.names_of(set(ids)).values())


def decisions_of(review: Review) -> list[Any]:
    """What was decided in a meeting, with whoever sees it through: one statement."""
    return list(review.decisions.select_related("owner", "service").order_by("id"))


def side_of(user: User) -> list[dict[str, Any]]:
    """The boards of somebody for the side bar, each with what it is asked to decide now: two statements."""
    boards = list(access.boards_read_by(user).filter(is_active=True).order_by("name", "id").values("pk", "name", "slug"))  # fmt: skip
    steps = Step.objects.filter(board__in=[row["pk"] for row in boards], state=Step.State.OPEN, approval__state=Approval.State.OPEN, round=F("approval__round"))  # fmt: skip
    counts = dict(steps.order_by().values_list("board").annotate(n=Count("id"))) if boards else {}
    return [{**row, "count": counts.get(row["pk"], 0)} for row in boards]


def people_of(board: Board) -> list[tuple[int, str]]:
    """Whom the chair may ask to hold a meeting: the members and who stands in for them."""
    found = {person.pk: person.name for chair in chairs_of(board) for person in (chair.user, chair.stand_in) if person}  # fmt: skip
    return sorted(found.items(), key=lambda one: one[1])


def readers_among(review_id: int, ids: set[int]) -> set[int]:
    """Those of these people who sit on the board of a meeting."""
    return ids & set(sitting_on(review_id))


def sitting_on(review_id: int) -> list[int]:
    """Everybody who sits on the board of a meeting today, for themselves or for another."""
    review = Review.objects.select_related("board").filter(pk=review_id).first()
    if review is None:
        return []
    return sorted({pk for chair in chairs_of(review.board) for pk in chair.people})


def asked_quorums(agenda: Agenda) -> list[int]:
    """How many must vote on what is to be decided."""
    return [one.step.quorum for one in agenda.to_decide if one.step]


def subject_reviews(user: User, ids: set[int]) -> dict[int, Named]:
    """Meetings as the log calls them; an address only for those who read them."""
    seen = set(access.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    refs = Review.objects.filter(pk__in=ids).values_list("pk", "ref")
    return {pk: Named(ref, reverse("governance:review", args=[ref]) if pk in seen else "") for pk, ref in refs}  # fmt: skip


def titles(user: User, ids: set[int]) -> dict[int, str]:
    """Which board meets when, for those who read it."""
    rows = access.visible_to(user).filter(pk__in=ids).select_related("board")
    return {row.pk: f"{row.board.name}, {timezone.localtime(row.at):%a %-d %b %H:%M}" for row in rows}  # fmt: skip


def topic_of(review: Review, number: int) -> AgendaItem | None:
    """A topic that was put on the agenda of a meeting by hand."""
    return review.items.filter(kind="topic", pk=min(number, 2**62)).first()
