"""How votes are counted: plain values in, plain values out. Nothing here knows who voted first.

A result is given as soon as it is fixed, that is as soon as every way in which the seats that are left could still vote
(for, against, abstaining, recusing) leads to the same one. So the order of votes changes nothing, and nothing flips later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from governance.rules.rights import ALL, FIRST

APPROVE, REJECT, ABSTAIN, RECUSE = "approve", "reject", "abstain", "recuse"
MISSING = ""
DECISIVE = (APPROVE, REJECT)
OPEN, APPROVED, REFUSED = "open", "approved", "refused"
STUCK = "stuck"  # it cannot be decided by those who are asked: too few are left, or all held back


@dataclass(frozen=True)
class Terms:
    """How a step is counted. `quorum` of the seats must say for, against or abstain; recusal is no vote."""

    majority: str = FIRST
    quorum: int = 1
    share: int = 50


@dataclass(frozen=True)
class Said:
    """One seat that may vote and what it said. `alone`: its yes or no decides; `is_extra`: it is not one of those who count
    together, but was asked besides."""

    choice: str = MISSING
    alone: bool = False
    is_extra: bool = False


@dataclass(frozen=True)
class Tally:
    """Where a count stands. `needed`: so many more approvals fix it; None where approvals alone cannot."""

    result: str
    approve: int = 0
    reject: int = 0
    abstain: int = 0
    recuse: int = 0
    missing: int = 0
    needed: int | None = None


def tally(terms: Terms, seats: Iterable[Said]) -> Tally:
    """Count the seats of a step; barred seats are left out by whoever asks."""
    seats = list(seats)
    counted = Counter(seat.choice for seat in seats if not seat.is_extra)
    result = _with_word(seats, _counted(terms, counted))
    return Tally(
        result, counted[APPROVE], counted[REJECT], counted[ABSTAIN], counted[RECUSE], counted[MISSING],
        _needed(terms, counted) if result == OPEN else None,
    )  # fmt: skip


def _with_word(seats: list[Said], together: str) -> str:
    """Whoever has the word decides alone; while one of them may still speak, nothing is stuck."""
    word = [seat.choice for seat in seats if seat.alone]
    said = {choice for choice in word if choice in DECISIVE}
    if REJECT in said:
        return REFUSED
    if said:
        return APPROVED
    if together in (APPROVED, REFUSED) or not word:
        return together
    return OPEN if MISSING in word else STUCK


def _counted(terms: Terms, counted: Counter[str]) -> str:
    possible = _possible(terms, counted)
    return possible.pop() if len(possible) == 1 else OPEN


def _possible(terms: Terms, counted: Counter[str]) -> set[str]:
    """Every result that the seats that are left can still lead to."""
    left = counted[MISSING]
    if terms.majority == FIRST:
        return _of_first(counted, left)
    if terms.majority == ALL:
        return _of_all(terms, counted, left)
    return _of_share(terms, counted, left)


def _of_first(counted: Counter[str], left: int) -> set[str]:
    if counted[REJECT]:
        return {REFUSED}
    if counted[APPROVE]:
        return {APPROVED}
    return {APPROVED, REFUSED, STUCK} if left else {STUCK}


def _of_all(terms: Terms, counted: Counter[str], left: int) -> set[str]:
    """One against is enough; nobody may have abstained, and as many as the quorum must have approved."""
    if counted[REJECT]:
        return {REFUSED}
    if not left:
        whole = not counted[ABSTAIN] and counted[APPROVE] >= max(1, terms.quorum)
        return {APPROVED} if whole else {STUCK}
    can_pass = not counted[ABSTAIN] and counted[APPROVE] + left >= max(1, terms.quorum)
    return {REFUSED, STUCK} | ({APPROVED} if can_pass else set())


def _of_share(terms: Terms, counted: Counter[str], left: int) -> set[str]:
    """More than the share of those for and against, once as many as the quorum have voted."""
    yes, no, cast = counted[APPROVE], counted[REJECT], counted[APPROVE] + counted[REJECT] + counted[ABSTAIN]  # fmt: skip
    found = set()
    if cast < terms.quorum or yes + no == 0:  # the rest may recuse themselves
        found.add(STUCK)
    if cast + left >= terms.quorum:
        if yes + left and 100 * (yes + left) > terms.share * (yes + left + no):
            found.add(APPROVED)
        if yes + no + left and 100 * yes <= terms.share * (yes + no + left):
            found.add(REFUSED)
    return found


def _needed(terms: Terms, counted: Counter[str]) -> int | None:
    for more in range(1, counted[MISSING] + 1):
        then = counted + Counter({APPROVE: more})
        then[MISSING] = counted[MISSING] - more
        if _counted(terms, then) == APPROVED:
            return more
    return None
