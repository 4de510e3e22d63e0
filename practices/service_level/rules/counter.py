"""Business time between many pairs of moments within one period: worked out once, looked up after."""

from bisect import bisect_right
from datetime import datetime

from practices.service_level.rules.hours import Hours, intervals


class Counter:
    """Counts like `seconds_between`, for moments from start to end."""

    def __init__(self, hours: Hours, start: datetime, end: datetime) -> None:
        self.is_always = hours.is_always
        found = [] if self.is_always else intervals(hours, start, end)
        self.begins = [since.timestamp() for since, _ in found]
        self.ends = [until.timestamp() for _, until in found]
        self.before: list[float] = []
        total = 0.0
        for since, until in zip(self.begins, self.ends, strict=True):
            self.before.append(total)
            total += until - since

    def between(self, start: datetime, end: datetime) -> float:
        a, b = start.timestamp(), end.timestamp()
        return b - a if self.is_always else self._until(b) - self._until(a)

    def _until(self, at: float) -> float:
        n = bisect_right(self.begins, at) - 1
        return self.before[n] + min(at, self.ends[n]) - self.begins[n] if n >= 0 else 0.0
