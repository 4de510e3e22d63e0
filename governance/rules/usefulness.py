"""Is a decision right worth the wait it adds? Plain numbers in, plain words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metrics.rules.arithmetic import percentile

DAYS, ENOUGH = (
    90,
    20,
)  # a right that changed nothing in so many days and so many approvals asks too many


@dataclass(frozen=True)
class Usefulness:
    """What a right took and changed: seconds of wait it added, median and nine of ten, and how many it changed or refused."""

    n: int = 0
    changed: int = 0
    median: float | None = None
    p90: float | None = None
    is_overdesigned: bool = False

    @property
    def share(self) -> int | None:
        """Of a hundred, so many were changed or refused."""
        return round(100 * self.changed / self.n) if self.n else None


def weigh(approvals: Sequence[tuple[float, bool]], steps: Sequence[Mapping[str, Any]]) -> Usefulness:  # fmt: skip
    """Weigh (seconds waited, whether anything was changed or refused) of each approval."""
    if not approvals:
        return Usefulness()
    waits = sorted(wait for wait, _ in approvals)
    n, changed = len(waits), sum(did for _, did in approvals)
    useless = n >= ENOUGH and not changed and bool(steps)
    return Usefulness(n, changed, percentile(waits, 0.5), percentile(waits, 0.9), useless)
