"""Approvals in the shape of pages: what waits for somebody, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from governance.access import approvals as access
from governance.access import rights
from governance.access.delegates import standing_in_for
from governance.models import Approval, Seat, Step, Vote, VoteLink
from governance.queries.usefulness import usefulness
from governance.queries.votes import counted, seat_dict, step_dict, step_label
from svs.accounts.models import hash_token

if TYPE_CHECKING:
    from datetime import datetime

    from svs.accounts.models import User

SEATS = Seat.objects.select_related("user", "vote__cast_by").order_by("is_extra", "-is_chair", "user__name", "id")  # fmt: skip
STEPS = Step.objects.select_related("board").prefetch_related(Prefetch("seats", SEATS)).order_by("round", "position")  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A vote that somebody may cast now; `seat_of` is whom they stand in for, None for their own seat."""

    approval: Approval
    step: Step
    seat: Seat
    seat_of: User | None
    due_at: datetime | None


def waiting_for(user: User) -> list[Waiting]:
    """The votes that wait for this person, the first due first: two statements."""
    return [_waiting(seat, user) for seat in open_seats(user).order_by("step__due_at", "id")]


def _waiting(seat: Seat, user: User) -> Waiting:
    other = seat.user if seat.user_id != user.pk else None
    return Waiting(seat.step.approval, seat.step, seat, other, seat.step.due_at)


def open_seats(user: User) -> QuerySet[Seat]:
    """Seats of steps that are asked now, without a vote, that are this person's to vote on."""
    rows = access.asked(user).filter(step__state=Step.State.OPEN, barred="", vote__isnull=True)
    rows = rows.exclude(step__approval__parties__contains=[user.pk])
    return rows.select_related("user", "step__board", "step__approval__service")


def votes_by(user: User) -> QuerySet[Vote]:
    """What this person voted, newest first, in their own name or another's."""
    rows = Vote.objects.filter(cast_by=user).select_related(
        "seat__user", "seat__step__approval__service"
    )
    return rows.order_by("-cast_at", "-id")


def shown(user: User) -> QuerySet[Approval]:
    """Approvals this person may see, newest first."""
    return whole(access.visible_to(user)).order_by("-id")


def listed(user: User) -> QuerySet[Approval]:
    """The same as rows of a list, without their votes."""
    return access.visible_to(user).select_related("service", "right", "asked_by").order_by("-id")


def whole(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    """With all their rounds, seats and votes: two statements more, however many."""
    return rows.select_related("service", "right", "asked_by").prefetch_related(Prefetch("steps", STEPS))  # fmt: skip


def of_subject(kind: str, subject_id: int) -> list[Approval]:
    """Every approval of one case, newest first, with all rounds and votes: three statements."""
    rows = Approval.objects.filter(kind=kind, subject_id=subject_id)
    return list(whole(rows).order_by("-asked_at", "-id"))


def track_of(approval: Approval, viewer: User | None = None) -> dict[str, Any]:
    """Where an approval stands: its chain, who is missing and until when, what was said, and the ballots this viewer may cast.

    One statement where it is open and was loaded by `whole`, none where it is over.
    """
    steps = [step for step in approval.steps.all() if step.round == approval.round]
    asked = next((step for step in steps if step.state == Step.State.OPEN), None)
    missing = [seat for seat in asked.seats.all() if _is_missing(seat)] if asked else []
    stand_ins = standing_in_for([seat.user_id for seat in missing], asked.board_id) if asked else []
    in_place = {one.user_id: one.to for one in stand_ins}
    rows = [step_dict(step, viewer, in_place) for step in steps]
    seats = [seat for row in rows for seat in row["seats"]]
    return {
        "approval": approval, "ref": approval.ref, "state": approval.state, "version": approval.version, "until": approval.due_at,
        "is_late": bool(approval.due_at and approval.due_at < timezone.now()), "right": approval.right, "steps": rows,
        "asked": next((row for row in rows if row["is_open"]), None), "waits_for": [seat_dict(seat, asked, viewer, in_place) for seat in missing],
        "counted": counted(asked) if asked else None,
        "conditions": [seat for seat in seats if seat["choice"] == Vote.Choice.APPROVE and seat["words"]],
        "against": [seat for seat in seats if seat["choice"] == Vote.Choice.REJECT],
        "ballots": _ballots(approval, missing, in_place, viewer) if viewer else [],
    }  # fmt: skip


def _is_missing(seat: Seat) -> bool:
    return not seat.barred and getattr(seat, "vote", None) is None


def _ballots(approval: Approval, missing: list[Seat], in_place: dict[int, User], viewer: User) -> list[dict[str, Any]]:  # fmt: skip
    """The seats on which this person may vote now: their own first, then those they stand in for."""
    if viewer.pk in approval.parties:
        return []
    stands_in = {whose for whose, to in in_place.items() if to.pk == viewer.pk}
    mine = [seat for seat in missing if seat.user_id == viewer.pk or seat.user_id in stands_in]
    mine.sort(key=lambda seat: (seat.user_id != viewer.pk, seat.pk))
    return [{"seat_of": seat.user, "is_own": seat.user_id == viewer.pk, "rung": seat.rung} for seat in mine]  # fmt: skip


def said_of(approvals: list[Approval], viewer: User | None = None) -> list[dict[str, Any]]:
    """Every vote on a case, newest first, the approvals newest first; `is_void` where it was about a version that is over."""
    found = []
    for number, approval in enumerate(approvals):
        for step in approval.steps.all():
            is_void = number > 0 or step.round < approval.round
            votes = [seat for seat in step.seats.all() if getattr(seat, "vote", None)]
            found += [{**seat_dict(seat, step, viewer, {}), "is_void": is_void, "label": step_label(step)} for seat in votes]  # fmt: skip
    return sorted(found, key=lambda seat: (seat["at"], seat["id"]), reverse=True)


def page_of_subject(viewer: User, kind: str, subject_id: int) -> dict[str, Any] | None:
    """What the page of a case shows of its newest approval; None where nobody was ever asked. Five statements at most."""
    found = of_subject(kind, subject_id)
    return shown_of(found, viewer) if found else None


def shown_of(approvals: list[Approval], viewer: User) -> dict[str, Any]:
    """The newest of these approvals as every page shows it, and what was said before."""
    said, right = said_of(approvals, viewer), approvals[0].right
    return {
        "approval": approvals[0], "reads_rights": rights.may_read(viewer), "use": usefulness([right])[right.pk] if right else None, "track": track_of(approvals[0], viewer), "said": said,
        "is_taken_back": approvals[0].state == Approval.State.WITHDRAWN,
        "mine_void": next((one for one in said if one["is_void"] and one["is_me"]), None),
    }  # fmt: skip


def same_subject(user: User, approval: Approval) -> list[Approval]:
    """This approval, loaded whole, and those of the same case before it that this person may see."""
    rows = shown(user).filter(
        kind=approval.kind, subject_id=approval.subject_id, pk__lt=approval.pk
    )
    return [approval, *rows]


def link_of(user: User, token: str) -> VoteLink | None:
    """The link of a mail, for whom it was written to; nobody else learns of it."""
    rows = VoteLink.objects.select_related("seat__step__approval").filter(user=user)
    return rows.filter(token_hash=hash_token(token)).first()
