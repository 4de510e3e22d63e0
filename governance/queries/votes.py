"""One step and one seat in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from governance.models import Step
from governance.rules import counting
from governance.rules.rights import SHARE

if TYPE_CHECKING:
    from governance.models import Seat
    from svs.accounts.models import User

LABELS = {
    Step.By.NAMED: "Asked by name", Step.By.PEER: "Peer", Step.By.OWNER: "Service owner", Step.By.BOARD: "Board",
    Step.By.EXECUTIVE: "Sponsor",
}  # fmt: skip

ASKED_ANYWAY: dict[str, str] = {
    Step.By.OWNER: "owner",
    Step.By.EXECUTIVE: "sponsor",
}  # a rung that has the word already


def counted(step: Step) -> dict[str, Any]:
    """How the votes of a loaded step stand."""
    seats = [seat for seat in step.seats.all() if not seat.barred]
    said = [counting.Said(_choice(seat), bool(seat.rung), seat.is_extra) for seat in seats]
    found = counting.tally(counting.Terms(step.majority, step.quorum, step.share), said)
    return {
        "approve": found.approve, "reject": found.reject, "abstain": found.abstain, "missing": found.missing,
        "needed": found.needed, "of": found.approve + (found.needed or 0), "seats": sum(not seat.is_extra for seat in seats),
    }  # fmt: skip


def step_label(step: Step) -> str:
    """Who is asked on a step."""
    return step.board.name if step.board else LABELS[Step.By(step.by)]


def step_dict(step: Step, viewer: User | None, in_place: dict[int, User]) -> dict[str, Any]:
    """A step as the track shows it. `then`: who gets the word next, and from when on the first of them."""
    end = step.decided_at or timezone.now()
    return {
        "step": step, "label": step_label(step), "state": step.state,
        "is_open": step.state == Step.State.OPEN, "is_done": step.state in (Step.State.APPROVED, Step.State.REFUSED),
        "is_refused": step.state == Step.State.REFUSED, "due_at": step.due_at, "opened_at": step.opened_at, "decided_at": step.decided_at,
        "waited": end - step.opened_at if step.opened_at else None, "majority": step.majority, "quorum": step.quorum,
        "share": step.share if step.majority == SHARE else None, "then": [rung for rung in step.escalate[step.rung :] if rung != ASKED_ANYWAY.get(step.by)],
        "seats": [seat_dict(seat, step, viewer, in_place) for seat in step.seats.all()],
    }  # fmt: skip


def seat_dict(seat: Seat, step: Step | None, viewer: User | None, in_place: dict[int, User]) -> dict[str, Any]:  # fmt: skip
    """A seat as the track shows it: whose it is, what was said on it and by whom, or whether it is waited for."""
    vote, stand_in = getattr(seat, "vote", None), in_place.get(seat.user_id)
    speaker = vote.cast_by if vote else (stand_in or seat.user)
    is_asked = step is not None and step.state == Step.State.OPEN
    return {
        "id": seat.pk, "user": speaker, "seat_of": seat.user if speaker.pk != seat.user_id else None, "is_me": viewer is not None and speaker.pk == viewer.pk,
        "is_chair": seat.is_chair, "rung": seat.rung, "is_extra": seat.is_extra, "barred": seat.barred, "choice": _choice(seat),
        "is_missing": is_asked and not vote and not seat.barred, "words": vote.words if vote else "", "principle": vote.principle if vote else "",
        "at": vote.cast_at if vote else None, "version": vote.version if vote else None,
        "short": _short(speaker.name),
    }  # fmt: skip


def _choice(seat: Seat) -> str:
    vote = getattr(seat, "vote", None)
    return vote.choice if vote else counting.MISSING


def _short(name: str) -> str:
    """S. Tran: where room is scarce."""
    first, _, rest = name.partition(" ")
    return f"{first[0]}. {rest}" if rest else name
