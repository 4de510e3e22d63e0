"""How much a rule could do wrong while nobody looks: weighed by what it does, where, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practices.automation.rules.vocabulary import HAND_OVER

LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4
FROM_POINTS = ((7, VERY_HIGH), (5, HIGH), (3, MEDIUM), (0, LOW))
A_DAY = ((100, 2), (20, 1))  # tickets a day -> points
OPPOSITE = ((20, 2), (5, 1))  # percent that people chose otherwise -> points
DAYS_A_MONTH = 30


@dataclass(frozen=True)
class Line:
    """One thing that makes a rule more of a risk, in words, and by how many points."""

    words: str
    points: int


@dataclass(frozen=True)
class Weighed:
    """The grade, and why."""

    risk: int
    because: tuple[Line, ...]

    @property
    def points(self) -> int:
        return sum(line.points for line in self.because)


def weigh(
    actions: Sequence[Mapping[str, Any]], conditions: Sequence[Mapping[str, Any]], dry_run: Mapping[str, Any], tier: int | None
) -> Weighed:  # fmt: skip
    """Weigh a rule. `tier` is of the most critical service that it can act on, `dry_run` what it would have done."""
    because = (*_does({step["action"] for step in actions}), *_reaches(conditions, tier), *_acted(dry_run))  # fmt: skip
    points = sum(line.points for line in because)
    return Weighed(next(risk for least, risk in FROM_POINTS if points >= least), because)


def _does(done: set[str]) -> Iterable[Line]:
    if not done.isdisjoint(HAND_OVER):
        yield Line("It hands tickets over.", 1)
    if "prioritise" in done:
        yield Line("It sets the priority, and with it what was promised.", 1)
    if "reply" in done:
        yield Line("It writes to the requester: that cannot be taken back.", 2)


def _reaches(conditions: Sequence[Mapping[str, Any]], tier: int | None) -> Iterable[Line]:
    if not conditions:
        yield Line("It asks nothing: it acts on every ticket.", 2)
    if tier == 1:
        yield Line("It acts alone on a tier 1 service.", 1)


def _acted(dry_run: Mapping[str, Any]) -> Iterable[Line]:
    changed = dry_run.get("changed", 0)
    days = DAYS_A_MONTH * max(len(dry_run.get("months", ())), 1)
    if points := _grade(A_DAY, changed / days):
        yield Line(f"It would have acted on {round(changed / days)} tickets a day.", points)
    share = 100 * dry_run.get("opposite", 0) / changed if changed else 0
    if points := _grade(OPPOSITE, share):
        yield Line(f"In {round(share)} of 100 cases people chose otherwise.", points)


def _grade(steps: Sequence[tuple[int, int]], value: float) -> int:
    return next((points for least, points in steps if value >= least), 0)
