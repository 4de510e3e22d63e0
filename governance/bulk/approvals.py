"""Approvals of the past: asked, voted on and decided long ago, as the table of rights had it then. Nobody is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from governance.models import Approval, DecisionRight, Seat, Step, Vote
from governance.queries.chain import chain_for
from governance.queries.rights import in_force, with_boards
from governance.rules import rights as rules
from svs.events.history import PastEvent, emit_past

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from governance.queries.chain import Rung
    from svs.gates import Case


@dataclass(frozen=True)
class Past:
    """A case that was decided, with when and how; a condition or a reason in words, and the principle a refusal names."""

    case: Case
    asked_at: datetime
    decided_at: datetime
    passed: bool
    words: str = ""
    principle: str = ""
    asked_by_id: int | None = None


@dataclass
class _Written:
    """The rows of many approvals, written together."""

    steps: list[Step] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)


def write_past(cases: Iterable[Past], *, told_by: str) -> int:
    """Write these approvals with their steps, seats and votes as history; gives how many."""
    told = list(cases)
    tables: dict[datetime, list[DecisionRight]] = {}
    approvals, chains = [], []
    for one in told:
        table = tables.setdefault(one.asked_at, [])
        if not table:
            table += with_boards(list(in_force(one.asked_at)))
        right = rules.fitting(table, rules.Tier(one.case.kind, one.case.variety, one.case.risk, one.case.tier, None, one.case.flags))  # fmt: skip
        approvals.append(_approval(one, right))
        chains.append(chain_for(one.case, right))
    made = Approval.objects.bulk_create(approvals)
    rows = _Written()
    for one, approval, chain in zip(told, made, chains, strict=True):
        _live(one, approval, chain, rows)
    Step.objects.bulk_create(rows.steps)
    Seat.objects.bulk_create(rows.seats)
    Vote.objects.bulk_create(rows.votes)
    refs = dict(Approval.objects.filter(pk__in=[row.pk for row in made]).values_list("pk", "ref"))
    emit_past([event for one, row in zip(told, made, strict=True) for event in _events(one, row, refs[row.pk])], ref=told_by, deliver=False)  # fmt: skip
    return len(made)


def _approval(one: Past, right: DecisionRight | None) -> Approval:
    case = one.case
    state = Approval.State.APPROVED if one.passed else Approval.State.REFUSED
    return Approval(
        kind=case.kind, subject_type=case.subject_type, subject_id=case.subject_id, subject_ref=case.ref, title=case.title, url=case.url,
        service_id=case.service_id, right=right, risk=case.risk, tier=case.tier, variety=case.variety, flags=sorted(case.flags),
        parties=sorted(case.parties), facts=[list(fact) for fact in case.facts], version=case.version, state=state,
        asked_by_id=one.asked_by_id, asked_at=one.asked_at, decided_at=one.decided_at, words=one.words,
    )  # fmt: skip


def _live(one: Past, approval: Approval, chain: list[Rung], rows: _Written) -> None:
    """Each step took its share of the time; the last one said no where it was refused."""
    share = (one.decided_at - one.asked_at) / max(len(chain), 1)
    for n, rung in enumerate(chain):
        opened, closed, is_last = one.asked_at + share * n, one.asked_at + share * (n + 1), n == len(chain) - 1  # fmt: skip
        passed = one.passed or not is_last
        step = Step(
            approval=approval, round=1, version=one.case.version, position=n + 1, by=rung.plan.by, board_id=rung.plan.board,
            majority=rung.plan.majority, quorum=rung.plan.quorum, share=rung.plan.share, hours=rung.plan.hours,
            escalate=list(rung.plan.escalate), opened_at=opened, decided_at=closed,
            state=Step.State.APPROVED if passed else Step.State.REFUSED,
        )  # fmt: skip
        rows.steps.append(step)
        _sit(one, step, rung, passed=passed, is_last=is_last, rows=rows)


def _sit(one: Past, step: Step, rung: Rung, *, passed: bool, is_last: bool, rows: _Written) -> None:  # fmt: skip
    seats = [Seat(step=step, user_id=who.user_id, is_chair=who.is_chair, barred=who.barred, asked_at=step.opened_at) for who in rung.asked]  # fmt: skip
    rows.seats += seats
    able = [seat for seat in seats if not seat.barred]
    voting = able[: _enough(rung, len(able))]
    begun = step.opened_at or one.asked_at
    for n, seat in enumerate(voting, 1):
        says_why = is_last and n == 1
        rows.votes.append(
            Vote(
                seat=seat, cast_by_id=seat.user_id, choice=Vote.Choice.APPROVE if passed else Vote.Choice.REJECT,
                words=one.words if says_why or not passed else "", principle="" if passed else one.principle,
                version=one.case.version, cast_at=begun + ((step.decided_at or begun) - begun) * n / len(voting),
            )
        )  # fmt: skip


def _enough(rung: Rung, able: int) -> int:
    """So many votes of one mind fix the result."""
    if rung.plan.majority == rules.FIRST:
        return min(1, able)
    if rung.plan.majority == rules.ALL:
        return able
    return min(able, max(rung.plan.quorum, able * rung.plan.share // 100 + 1))


def _events(one: Past, row: Approval, ref: str) -> list[PastEvent]:
    data = {"ref": ref, "kind": row.kind, "version": row.version, "round": 1}
    of = (row.subject_type, row.subject_id)
    answer = "approved" if one.passed else "refused"
    return [
        PastEvent("approval.asked", one.asked_at, "approval", row.pk, row.service_id, {**data, "right": row.right_id}, one.asked_by_id, "", *of),
        PastEvent("approval.decided", one.decided_at, "approval", row.pk, row.service_id, {**data, "answer": answer}, None, "", *of),
    ]  # fmt: skip
