"""The arithmetic of numbers: percentiles, intervals, and whether a promise is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt

from metrics.rules.catalogue import LESS, SHARE, Measure

ENOUGH = 5  # fewer cases than this say nothing, unless a measure says otherwise
WINDOW_DAYS = 28
KEPT, AT_RISK, MISSED, UNKNOWN = "KEPT", "AT_RISK", "MISSED", "UNKNOWN"
_Z = 1.959963984540054  # 95 %


@dataclass(frozen=True)
class Figure:
    """The numbers of one period: how many cases, their sum (or hits) over their base, median and 90th percentile."""

    n: int = 0
    total: float = 0.0
    base: float = 0.0
    median: float | None = None
    p90: float | None = None

    @property
    def mean(self) -> float | None:
        """The sum over its base: of durations their mean, of hits their share."""
        return self.total / self.base if self.base else None

    def of(self, statistic: str) -> float | None:
        return self.median if statistic == "median" else self.mean


@dataclass(frozen=True)
class Promise:
    """What is promised from a day on, in the measure's unit, and from where on it is at risk while still kept."""

    value: float
    at_risk: float | None = None
    since: date = date.min


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted values lie, interpolated linearly between neighbours.

    The same definition as PostgreSQL's percentile_cont (Hyndman and Fan 1996, type 7).
    """
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def wilson(hits: float, n: int) -> tuple[float, float] | None:
    """Between which shares the true one lies, at 95 % (Wilson 1927): right also for few answers and near 0 and 1."""
    if n <= 0:
        return None
    share, z2 = hits / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def interval(measure: Measure, figure: Figure) -> tuple[float, float] | None:
    """The interval a share of cases stands for; times and availability are counted in full and have none."""
    if measure.unit != SHARE or measure.statistic != "share":
        return None
    return wilson(figure.total, figure.n)


def in_force(promises: Iterable[Promise], day: date) -> Promise | None:
    """The promise of that day: the newest that was made until then."""
    made = [p for p in promises if p.since <= day]
    return max(made, key=lambda p: p.since) if made else None


def beyond(measure: Measure, value: float, bound: float) -> bool:
    """Is the value on the bad side of this bound?"""
    return value > bound if measure.better == LESS else value < bound


def standing(measure: Measure, figure: Figure, promise: Promise | None) -> str:
    """Is the promise kept, at risk or missed? Unknown without a promise or with too few cases to tell.

    Where those who answer stand for all, it is missed only when the whole interval lies beyond the promise.
    """
    value = figure.of(measure.statistic)
    if value is None or promise is None or figure.n < measure.enough:
        return UNKNOWN
    if beyond(measure, value, promise.value):
        span = interval(measure, figure) if measure.is_sampled else None
        best = span and (span[0] if measure.better == LESS else span[1])
        return MISSED if best is None or beyond(measure, best, promise.value) else UNKNOWN
    if promise.at_risk is not None and beyond(measure, value, promise.at_risk):
        return AT_RISK
    return KEPT


def weeks_missed(standings: Sequence[str]) -> int:
    """For how many of the newest weeks in a row the promise was broken; a week that cannot tell breaks the row."""
    count = 0
    for state in reversed(standings):
        if state != MISSED:
            break
        count += 1
    return count


def badness(measure: Measure, value: float | None, promise: float | None) -> float:
    """How near a value is to its promise, or how far beyond: 1 is just kept. What is worst comes first."""
    if value is None or not promise:
        return 0.0
    if measure.better == LESS:
        return value / promise
    if promise < 0.5:  # of small shares the share itself counts, of large ones what is lacking
        return promise / value if value else 1 / promise
    return (1 - value) / (1 - promise) if promise < 1 else 2 - value


def uptime(
    hours: Iterable[tuple[datetime, datetime]], outages: Iterable[tuple[datetime, datetime | None]]
) -> tuple[float, float, int]:
    """Of a day's agreed hours: seconds up, seconds agreed, and how many outages fell into them. Overlaps count once."""
    agreed = sorted(hours)
    spans = sorted(outages, key=lambda span: span[0])
    length = sum((until - since).total_seconds() for since, until in agreed)
    down, touched = 0.0, set()
    for opens, shuts in agreed:
        reached = opens
        for number, (since, until) in enumerate(spans):
            start, end = max(since, opens), min(until or shuts, shuts)
            if start >= end:
                continue
            touched.add(number)
            if end > reached:
                down += (end - max(start, reached)).total_seconds()
                reached = end
    return length - down, length, len(touched)
