"""Before and in the trial: how large is the difference, and between which bounds does the truth lie, 95 of 100 times?

Medians: the shift of Hodges and Lehmann (1963) with the interval of Moses, from the ranks of Mann and Whitney, as in
Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. 2014, sections 4.1-4.3. It asks nothing of the
shape of the values. Means: Welch (1947). Shares: the hybrid score interval, Newcombe, Statistics in Medicine 17 (1998)
873-890, method 10, from the score intervals of Wilson (1927).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nextafter, sqrt
from statistics import NormalDist, fmean, variance

from metrics.rules import wilson

Z = NormalDist().inv_cdf(0.975)
FEW = 5  # fewer values than this on either side say nothing
EXACT = 400  # pairs up to which the distribution of ranks is counted out
LISTED = 250_000  # pairs up to which all differences are written down

METHODS = {
    "median": "shift of Hodges and Lehmann, interval of Moses",
    "mean": "difference of means, interval of Welch",
    "share": "difference of shares, interval of Newcombe",
}


@dataclass(frozen=True)
class Difference:
    """Trial less before, with the bounds of its interval of 95 %."""

    estimate: float
    low: float
    high: float
    method: str  # median, mean or share

    @property
    def is_sure(self) -> bool:
        """Is no change at all outside the interval?"""
        return self.low > 0 or self.high < 0


def difference(
    before: Sequence[float], trial: Sequence[float], statistic: str
) -> Difference | None:
    """The difference in the statistic of the measure; None where either side has too few values. Both sorted."""
    if len(before) < FEW or len(trial) < FEW:
        return None
    if statistic == "share":
        return shares(round(sum(before)), len(before), round(sum(trial)), len(trial))
    return welch(before, trial) if statistic == "mean" else shift(before, trial)


def shift(before: Sequence[float], trial: Sequence[float]) -> Difference:
    """By how much the trial's values lie above those before: the median of all pairs, and Moses' interval. Both sorted."""
    n = len(before) * len(trial)
    place = _critical(len(before), len(trial))
    middle = ((n + 1) // 2, n // 2 + 1)
    low, first, second, high = _ordered(before, trial, (place, *middle, n + 1 - place))
    return Difference((first + second) / 2, low, high, "median")


def _critical(n: int, m: int) -> int:
    """The rank among all differences at which the interval begins: at most 2.5 % of all orders lie outside on each side."""
    if n * m <= EXACT:
        counts = _orders(n, m)
        whole, seen = sum(counts), 0
        for place, count in enumerate(counts):
            seen += count
            if seen > 0.025 * whole:
                return max(1, place)
    return max(1, int(n * m / 2 - Z * sqrt(n * m * (n + m + 1) / 12)))


def _orders(n: int, m: int) -> list[int]:
    """In how many orders of n and m values exactly u pairs lie the wrong way round, for every u (Mann and Whitney 1947)."""
    counts = [1] + [0] * (n * m)  # the Gaussian binomial coefficient, factor by factor
    for i in range(1, m + 1):
        for u in range(n * m, n + i - 1, -1):
            counts[u] -= counts[u - n - i]
        for u in range(i, n * m + 1):
            counts[u] += counts[u - i]
    return counts


def _ordered(before: Sequence[float], trial: Sequence[float], places: Sequence[int]) -> list[float]:
    """The differences at these places (from 1) of all pairs in order, without writing millions of them down."""
    if len(before) * len(trial) <= LISTED:
        pairs = sorted(t - b for t in trial for b in before)
        return [pairs[place - 1] for place in places]
    return [_at(before, trial, place) for place in places]


def _at(before: Sequence[float], trial: Sequence[float], place: int) -> float:
    low, high = trial[0] - before[-1], trial[-1] - before[0]
    low = nextafter(low, -inf)
    while high - low > 1e-6:  # a millionth of a second
        half = (low + high) / 2
        if sum(bisect_right(trial, half + b) for b in before) >= place:
            high = half
        else:
            low = half
    return high


def welch(before: Sequence[float], trial: Sequence[float]) -> Difference:
    """Difference of means without asking for equal spread."""
    estimate = fmean(trial) - fmean(before)
    parts = [(variance(values) / len(values), len(values)) for values in (before, trial)]
    whole = sum(v for v, _ in parts)
    if whole == 0:
        return Difference(estimate, estimate, estimate, "mean")
    freedom = whole**2 / sum(v**2 / (n - 1) for v, n in parts)
    half = t_quantile(freedom) * sqrt(whole)
    return Difference(estimate, estimate - half, estimate + half, "mean")


def t_quantile(freedom: float) -> float:
    """Student's t at 97.5 % from the normal one, Abramowitz and Stegun (1964) 26.7.5: good to a thousandth from 5 on."""
    z = Z
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + g1 / freedom + g2 / freedom**2 + g3 / freedom**3 + g4 / freedom**4


def shares(yes: int, n: int, trial_yes: int, trial_n: int) -> Difference:
    """Difference of two shares."""
    before, trial = yes / n, trial_yes / trial_n
    low, high = wilson(yes, n) or (0.0, 1.0)
    trial_low, trial_high = wilson(trial_yes, trial_n) or (0.0, 1.0)
    estimate = trial - before
    down = sqrt((trial - trial_low) ** 2 + (high - before) ** 2)
    up = sqrt((trial_high - trial) ** 2 + (before - low) ** 2)
    return Difference(estimate, max(-1.0, estimate - down), min(1.0, estimate + up), "share")
