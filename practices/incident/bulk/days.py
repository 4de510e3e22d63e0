"""The shape of time: when people call, and when somebody is there to work. Moments are seconds since 1970."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from math import exp
from zoneinfo import ZoneInfo

DAYS = 180
MONDAY_TO_SUNDAY = (1.35, 1.12, 1.0, 0.97, 0.9, 0.24, 0.14)
# by hour: the shifts start at six, offices at eight; a dip at noon, little at night
HOURS = (0.3, 0.2, 0.2, 0.2, 0.4, 1, 3.2, 4.2, 6.5, 8.5, 7.5, 6, 3.6, 5.6, 6.6, 5.4, 4.2, 2.8, 2.2, 1.8, 1.6, 1.6, 1, 0.5)  # fmt: skip
BUSY, WIDE = 1.55, 2.2  # how much more comes in the middle of the busy season; its width in weeks


def opened(
    chance: random.Random, *, tickets: int, until: datetime, peak: float, zone: ZoneInfo
) -> Iterator[float]:
    """The moments at which so many incidents are logged in the days up to the end, in order of time."""
    today = until.astimezone(zone).date()
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    end = until.timestamp()
    weights = [_weight(chance, day, (today - day).days / 7, peak) for day in days]
    weights[-1] *= _elapsed(until.astimezone(zone))
    for day, count in zip(days, _shares(tickets, weights), strict=True):
        start = datetime.combine(day, time(), zone).timestamp()
        yield from sorted(_moments(chance, start, min(end, start + 86_400), count))


def _weight(chance: random.Random, day: date, weeks: float, peak: float) -> float:
    season = 1 + (BUSY - 1) * exp(-(((weeks - peak) / WIDE) ** 2))
    return MONDAY_TO_SUNDAY[day.weekday()] * season * (1.06 - 0.12 * weeks / 26) * chance.uniform(0.85, 1.15)  # fmt: skip


def _elapsed(now: datetime) -> float:
    """How much of a day's calls have come by now."""
    return (sum(HOURS[: now.hour]) + HOURS[now.hour] * now.minute / 60) / sum(HOURS)


def _shares(whole: int, weights: list[float]) -> list[int]:
    """A whole number for each weight, together exactly the whole."""
    total = sum(weights)
    marks = [round(whole * mark / total) for mark in accumulate(weights)]
    return [mark - before for before, mark in zip([0, *marks], marks, strict=False)]


def _moments(chance: random.Random, start: float, end: float, count: int) -> list[float]:
    hours = chance.choices(range(24), HOURS, k=count)
    made = [start + hour * 3600 + chance.random() * 3600 for hour in hours]
    return [at if at < end else start + (end - start) * chance.random() for at in made]


class Shift:
    """When a team works; time goes by only then."""

    def __init__(self, first: date, last: date, *, always: bool, zone: ZoneInfo) -> None:
        opens, closes = (5, 23) if always else (7, 19)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        kept = [day for day in days if always or day.weekday() < 5]
        self.opens = [datetime.combine(day, time(opens), zone).timestamp() for day in kept]
        self.closes = [datetime.combine(day, time(closes), zone).timestamp() for day in kept]

    def after(self, at: float, seconds: float) -> float:
        """The moment at which so much working time has gone by."""
        n = bisect_right(self.closes, at)
        while n < len(self.opens):
            start = max(at, self.opens[n])
            room = self.closes[n] - start
            if seconds <= room:
                return start + seconds
            seconds -= room
            n += 1
        return self.closes[-1] + seconds

    def between(self, start: float, end: float) -> float:
        """The seconds of working time from start to end."""
        n, found = bisect_right(self.closes, start), 0.0
        while n < len(self.opens) and self.opens[n] < end:
            found += min(end, self.closes[n]) - max(start, self.opens[n])
            n += 1
        return found
