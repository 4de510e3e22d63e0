"""How many cases are needed to see the change that is hoped for: found in 4 of 5 trials where it is there, 95 of 100
times not where it is not.

Medians: Noether, JASA 82 (1987) 645-647. Means: the normal formula. Shares: Fleiss, Levin and Paik, Statistical Methods
for Rates and Proportions, 3rd ed. 2003, section 4.2, without its correction.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil
from statistics import NormalDist, variance

POWER = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)

SOURCES = {
    "median": "Noether 1987: (z₁ + z₂)² ÷ (6 × (p − ½)²), p from the cases before, shifted",
    "mean": "2 × (z₁ + z₂)² × variance before ÷ change²",
    "share": "Fleiss, Levin and Paik 2003: (z₁ + z₂)² × (p₁q₁ + p₂q₂) ÷ change²",
}


def needed(before: Sequence[float], hoped: float, statistic: str) -> int | None:
    """How many cases on each side; None where no number would do. `before` is sorted."""
    if len(before) < 2 or not hoped:
        return None
    if statistic == "share":
        first = sum(before) / len(before)
        second = min(1.0, max(0.0, first + hoped))
        spread = first * (1 - first) + second * (1 - second)
        return _whole(POWER**2 * spread / (second - first) ** 2) if second != first else None
    if statistic == "mean":
        return _whole(2 * POWER**2 * variance(before) / hoped**2)
    away = above(before, hoped) - 0.5
    return _whole(POWER**2 / (6 * away**2)) if away else None


def above(before: Sequence[float], shift: float) -> float:
    """How often a case as before, shifted, lies above another one: a half when nothing changes."""
    n = len(before)
    wins = sum(bisect_left(before, v + shift) + bisect_right(before, v + shift) for v in before)
    return wins / (2 * n * n)


def _whole(n: float) -> int:
    return max(2, ceil(n))
