"""What a trial shows, in a sentence; whether its guards held; and the seal on the evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from improvement.rules import words
from improvement.rules.compare import FEW, Difference

WORKED, LESS, NOTHING, WORSE, UNCLEAR, TOO_FEW = (
    "WORKED", "LESS", "NOTHING", "WORSE", "UNCLEAR", "TOO_FEW",
)  # fmt: skip
HELD, CLOSE, BROKE, UNKNOWN = "HELD", "CLOSE", "BROKE", "UNKNOWN"
CLOSE_BY = 0.1  # of the bound


@dataclass(frozen=True)
class Shown:
    """The verdict sentence and the one that goes on from it."""

    state: str
    heading: str
    why: str


@dataclass(frozen=True)
class Case:
    """What a trial's numbers are, as the sentence needs them."""

    name: str  # of the measure
    unit: str
    before: float | None
    now: float | None
    n_before: int
    n_now: int
    hoped: float  # signed: below zero when it should fall
    difference: Difference | None
    guards: Sequence[str] = ()  # how each stands


def shown(case: Case) -> Shown:
    """Did it work? Says so only where the interval does; that nobody can tell is an answer too."""
    state = _state(case)
    return Shown(state, f"{_heading(state, case)}{_guards(case.guards)}", _why(state, case))


def _state(case: Case) -> str:
    if case.difference is None:
        return TOO_FEW
    low, high = gain(case.difference, case.hoped)
    if low > 0:
        return LESS if high < abs(case.hoped) else WORKED
    if high < 0:
        return WORSE
    return NOTHING if high < abs(case.hoped) else UNCLEAR


def gain(difference: Difference, hoped: float) -> tuple[float, float]:
    """The interval seen from what was hoped for: above zero is better."""
    if hoped < 0:
        return -difference.high, -difference.low
    return difference.low, difference.high


def _heading(state: str, case: Case) -> str:
    name = f"{case.name[:1].lower()}{case.name[1:]}"
    now, before = words.value(case.unit, case.now), words.value(case.unit, case.before)
    if state == TOO_FEW:
        n, where = min((case.n_before, "before"), (case.n_now, "in the trial"))
        return f"Too early to tell: {words.count(n, 'case', 'cases')} {where}, {FEW} are the least that say anything."
    return {
        WORKED: f"It worked: {name} is {now}, not {before}.",
        LESS: f"It helped, less than hoped: {name} is {now}, not {before}.",
        NOTHING: f"It did not work: {name} is {now}, it was {before}.",
        WORSE: f"It made things worse: {name} is {now}, it was {before}.",
        UNCLEAR: f"Nobody can tell: {name} is {now}, it was {before}, and that may be chance.",
    }[state]


def _guards(states: Sequence[str]) -> str:
    if not states:
        return ""
    broke = sum(state == BROKE for state in states)
    if broke:
        return (
            " The guard broke." if len(states) == 1 else f" {broke} of {len(states)} guards broke."
        )
    if UNKNOWN in states:
        return (
            " Whether the guards held nobody can tell."
            if len(states) > 1
            else " Whether the guard held nobody can tell."
        )
    return " The guard held." if len(states) == 1 else f" All {len(states)} guards held."


def _why(state: str, case: Case) -> str:
    found = case.difference
    if found is None:
        return (
            "The trial may be extended once, or judged as it is: that nobody can tell is an answer."
        )
    hoped = words.size(case.unit, case.hoped)
    low, _ = gain(found, case.hoped)
    said = f"{words.change(case.unit, found.estimate).capitalize()}. With what was measured the true change lies {words.between(case.unit, found.low, found.high)}"
    if state == WORKED and low >= abs(case.hoped):
        return f"{said}, so it is at least the {hoped} hoped for."
    if state == WORKED:
        return f"{said}, so it helps; whether by the {hoped} hoped for nobody can tell yet."
    if state == LESS:
        return f"{said}, so it helps, but not by the {hoped} hoped for."
    if state == NOTHING:
        return f"{said}: whatever it does, it is not the {hoped} hoped for."
    if state == WORSE:
        return f"{said}; {hoped} {'less' if case.hoped < 0 else 'more'} was hoped for."
    return f"{said}; no change at all is among them. More cases would tell."


def guard_state(value: float | None, n: int, bound: float, *, is_floor: bool) -> str:
    """Held, held but within a tenth of its bound, broken, or too few cases to tell."""
    if value is None or n < FEW:
        return UNKNOWN
    if value < bound if is_floor else value > bound:
        return BROKE
    return CLOSE if abs(value - bound) <= CLOSE_BY * abs(bound) else HELD


def seal(evidence: dict[str, Any]) -> str:
    """The SHA-256 of the evidence, written the same way every time."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()
