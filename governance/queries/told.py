"""Whom a vote concerns, and which of them may read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from governance.access import approvals as access
from governance.access.delegates import standing_in_for
from governance.models import Approval, Seat, Step
from svs.accounts.models import User
from svs.extensions import Named

if TYPE_CHECKING:
    from svs.events.models import DomainEvent


def readers(event: DomainEvent, ids: set[int]) -> set[int]:
    """Those who may see the approval now."""
    approval = Approval.objects.filter(pk=event.subject_id).first()
    if approval is None:
        return set()
    people = User.objects.filter(pk__in=ids, is_active=True)
    return {user.pk for user in people if access.may(user, "view", approval)}


def whose_work(event: DomainEvent) -> set[int | None]:
    """Who asked, and those whose own work it is. Whoever needs something hears from the desk what became of it."""
    row = Approval.objects.filter(pk=event.subject_id).values("kind", "asked_by_id", "parties").first()  # fmt: skip
    if row is None:
        return set()
    return {row["asked_by_id"], *(row["parties"] if row["kind"] != "request" else ())}


def ballots(event: DomainEvent) -> list[tuple[Seat, User]]:
    """The ballots that an event asks for and that are still open, each with who is to be written to: two statements."""
    rows = Seat.objects.filter(step=event.data["step"], step__state=Step.State.OPEN, barred="", vote__isnull=True)  # fmt: skip
    seats = list(rows.select_related("user", "step__approval__service", "step__approval__asked_by").order_by("id"))  # fmt: skip
    if not seats:
        return []
    stand_ins = standing_in_for([seat.user_id for seat in seats], seats[0].step.board_id)
    in_place = {one.user_id: one.to for one in stand_ins}
    found: dict[int, tuple[Seat, User]] = {seat.user_id: (seat, seat.user) for seat in seats}
    for seat in seats:
        if seat.user_id in in_place:
            to = in_place[seat.user_id]
            found.setdefault(to.pk, (seat, to))
    return [found[pk] for pk in event.data["who"] if pk in found]


def waits_for(approval_ref: str, user_id: int) -> bool:
    """Does this approval still wait for a vote that this person may cast?"""
    rows = Seat.objects.filter(step__approval__ref=approval_ref, step__state=Step.State.OPEN, barred="", vote__isnull=True)  # fmt: skip
    seats = dict(rows.values_list("user_id", "step__board_id"))
    if user_id in seats:
        return True
    return any(one.to_id == user_id for board in set(seats.values()) for one in standing_in_for(seats, board))  # fmt: skip


def subject_approvals(user: User, ids: set[int]) -> dict[int, Named]:
    """What approvals are called where the log names them: by what is decided."""
    rows = access.visible_to(user).filter(pk__in=ids).values_list("pk", "ref", "subject_ref")
    return {pk: Named(called, reverse("governance:vote", args=[ref])) for pk, ref, called in rows}


def approval_titles(user: User, ids: set[int]) -> dict[int, str]:
    return dict(access.visible_to(user).filter(pk__in=ids).values_list("pk", "title"))
