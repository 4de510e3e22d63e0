"""What a board is asked to decide, with its seats and what was said on them; and what it decided since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Q

from governance.models import Approval, PrincipleCheck, Seat, Step, Vote
from governance.queries.agenda.items import Item, Place
from governance.rules import agenda as rules
from governance.rules import counting
from governance.rules.principles import FOCUS, NO, SEVEN, YES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from governance.models import Board, DecisionRight

MOST = 200
IN_ITS_WAY = "In its way"  # the fact of a change that says what stands there
KINDS = {"change": "", "template": "template", "right": "decision right", "risk": "risk", "policy": "policy", "rule": "rule"}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Who reads the agenda: the people whose seats are theirs to vote on, and who stands in for whom today."""

    votes_for: frozenset[int] = frozenset()
    stand_ins: Mapping[int, str] | None = None


def asked_of(board: Board, reader: Reader) -> list[Item]:
    """Every approval that this board is asked about now, those due first: four statements, however many."""
    seats = Seat.objects.select_related("user", "vote").order_by("-is_chair", "user__name", "id")
    steps = list(
        Step.objects.filter(board=board, state=Step.State.OPEN, approval__state=Approval.State.OPEN, round=F("approval__round"))
        .select_related("approval__service", "approval__right")
        .prefetch_related(Prefetch("seats", queryset=seats))
        .order_by(F("due_at").asc(nulls_last=True), "approval__asked_at", "id")[:MOST]
    )  # fmt: skip
    voided, answered = _voided(steps), _answered(step.approval for step in steps)
    return [_item(step, reader, voided, answered.get((step.approval.kind, step.approval.subject_id), {})) for step in steps]  # fmt: skip


def _voided(steps: Collection[Step]) -> set[tuple[int, int]]:
    """(approval, person) who voted in a round before this one."""
    again = [step.approval_id for step in steps if step.approval.round > 1]
    if not again:
        return set()
    rows = Vote.objects.filter(seat__step__approval__in=again, seat__step__round__lt=F("seat__step__approval__round"))  # fmt: skip
    return set(rows.values_list("seat__step__approval", "seat__user"))


def _answered(approvals: Iterable[Approval]) -> dict[tuple[str, int], dict[str, str]]:
    """What was answered under each principle, of the version that is voted on."""
    wanted = {(one.kind, one.subject_id): one.version for one in approvals}
    if not wanted:
        return {}
    asked = Q(kind__in={kind for kind, _ in wanted}, subject_id__in={pk for _, pk in wanted})
    rows = PrincipleCheck.objects.filter(asked).values_list(
        "kind", "subject_id", "version", "answers__principle", "answers__answer"
    )
    found: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for kind, pk, version, principle, answer in rows:
        if principle and pk is not None and wanted.get((kind, pk)) == version:
            worse = found[kind, pk].get(principle) == NO or answer == NO
            found[kind, pk][principle] = NO if worse else YES
    return found


def _item(step: Step, reader: Reader, voided: set[tuple[int, int]], answers: dict[str, str]) -> Item:  # fmt: skip
    approval = step.approval
    seats = list(step.seats.all())
    mine = [seat for seat in seats if seat.user_id in reader.votes_for and not seat.barred]
    service = approval.service.name if approval.service else KINDS.get(approval.kind, approval.kind)
    return Item(
        "approval", approval.pk, approval.title, approval.subject_ref, approval.url, rules.DECIDE, sub=service,
        risk=approval.risk, tier=_tier(approval), until=step.due_at, is_frozen="freeze" in approval.flags, approval=approval,
        step=step, tally=tally_of(step, seats), places=[_place(seat, approval, reader, voided) for seat in seats],
        marks=_marks(approval.right, answers), is_mine=any(vote_of(seat) is None for seat in mine),
        was_void=any((approval.pk, seat.user_id) in voided and vote_of(seat) is None for seat in mine),
        cells=_against(approval),
    )  # fmt: skip


def _against(approval: Approval) -> tuple[str, str]:
    """How much stood in its way when it was asked about, and whether a freeze is among it."""
    said = next((value for name, value in approval.facts if name == IN_ITS_WAY), "")
    count = len([part for part in said.rstrip(".").split(". ") if part and part != "Nothing"])
    if "freeze" in approval.flags:
        return "In a freeze", f"{count - 1} more to weigh" if count > 1 else "an executive decides"
    return (f"{count} to weigh", "no freeze") if count else ("", "")


def vote_of(seat: Seat) -> Vote | None:
    """What was said on a seat; None where nothing was."""
    return getattr(seat, "vote", None)


def tally_of(step: Step, seats: Iterable[Seat]) -> counting.Tally:
    """Where the count of a step stands; seats that are barred are not counted."""
    said = [counting.Said(_choice(seat), bool(seat.rung), seat.is_extra) for seat in seats if not seat.barred]  # fmt: skip
    return counting.tally(counting.Terms(step.majority, step.quorum, step.share), said)


def _choice(seat: Seat) -> str:
    vote = vote_of(seat)
    return vote.choice if vote else counting.MISSING


def _place(seat: Seat, approval: Approval, reader: Reader, voided: set[tuple[int, int]]) -> Place:
    vote, stands_in = vote_of(seat), (reader.stand_ins or {}).get(seat.user_id, "")
    if seat.barred:
        said = "barred"
    elif vote:
        said = vote.choice
    else:
        said = "void" if (approval.pk, seat.user_id) in voided else "missing"
    words = vote.words if vote else seat.barred
    return Place(seat.user_id, seat.user.name, said, seat.is_chair, words, stands_in)


def _tier(approval: Approval) -> str:
    right = f", {approval.right.ref}" if approval.right else ""
    return f"tier {approval.tier}{right}" if approval.service_id else f"{approval.kind}{right}"


def _marks(right: DecisionRight | None, answers: dict[str, str]) -> list[str]:
    """One of the seven each: answered yes or no, asked and open, not asked."""
    asked = {FOCUS, *(right.principles if right else ())} if right or answers else set()
    return [answers.get(one.key) or ("open" if one.key in asked else "none") for one in SEVEN]


def decided_since(board: Board, since: datetime) -> list[dict[str, Any]]:
    """What this board decided by vote since a moment, the newest first: one statement."""
    rows = (
        Step.objects.filter(board=board, decided_at__gt=since, state__in=(Step.State.APPROVED, Step.State.REFUSED, Step.State.EXPIRED))
        .select_related("approval")
        .order_by("-decided_at", "-id")[:20]
    )  # fmt: skip
    said = {Step.State.APPROVED: "Approved", Step.State.REFUSED: "Refused", Step.State.EXPIRED: "Not decided in time"}  # fmt: skip
    shape = {Step.State.APPROVED: "approve", Step.State.REFUSED: "reject", Step.State.EXPIRED: "missing"}  # fmt: skip
    return [
        {
            "ref": row.approval.subject_ref, "title": row.approval.title, "url": row.approval.url, "said": said[Step.State(row.state)],
            "shape": shape[Step.State(row.state)], "words": row.approval.words, "at": row.decided_at,
        }
        for row in rows
    ]  # fmt: skip
