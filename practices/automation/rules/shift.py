"""How far two groups of times lie apart, without a belief about their shape.

The Hodges-Lehmann estimate: the median of all differences between one of the after and one of the before, with the
interval of Moses that inverts the Mann-Whitney test (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 4.2-4.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from statistics import median

Z = 1.959964  # of a 95 % interval
LARGEST = 300  # of each group; every so-many-th of a larger one
ENOUGH = 20


@dataclass(frozen=True)
class Shift:
    """Before and after in numbers; the shift is negative where it takes less time after."""

    n_before: int
    n_after: int
    before: float  # medians
    after: float
    shift: float
    low: float
    high: float

    @property
    def is_less(self) -> bool:
        return self.high < 0

    @property
    def is_more(self) -> bool:
        return self.low > 0


def shift_of(before: Sequence[float], after: Sequence[float]) -> Shift | None:
    """The shift from before to after; None where either has too few to say."""
    if min(len(before), len(after)) < ENOUGH:
        return None
    first, second = _thinned(before), _thinned(after)
    gaps = sorted(b - a for a in first for b in second)
    m, n = len(first), len(second)
    edge = floor(m * n / 2 - Z * sqrt(m * n * (m + n + 1) / 12))
    edge = max(0, edge)
    return Shift(
        len(before), len(after), median(before), median(after), median(gaps), gaps[edge], gaps[-1 - edge]
    )  # fmt: skip


def _thinned(values: Sequence[float]) -> Sequence[float]:
    if len(values) <= LARGEST:
        return values
    step = len(values) / LARGEST
    return [values[floor(n * step)] for n in range(LARGEST)]
