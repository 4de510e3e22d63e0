"""Business time a second time: by looking at the clock on the wall, second by second."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


class Wall:
    """A calendar that knows nothing but the question: does this second count?"""

    def __init__(self, zone: str, week: dict[int, list[tuple[str, str]]], holidays: set[date]):
        self.zone, self.holidays = ZoneInfo(zone), holidays
        self.week = {
            day: [tuple(int(t[:2]) * 60 + int(t[3:]) for t in span) for span in spans]
            for day, spans in week.items()
        }

    def counts(self, at: datetime) -> bool:
        shown = at.astimezone(self.zone)
        minute = shown.hour * 60 + shown.minute
        return shown.date() not in self.holidays and any(
            begin <= minute < end for begin, end in self.week.get(shown.weekday(), [])
        )

    def between(self, start: datetime, end: datetime, step: timedelta = SECOND) -> float:
        """Seconds that count from start to end, both on a step."""
        found, at = 0, start
        while at < end:
            found += self.counts(at)
            at += step
        return found * step.total_seconds()

    def after(
        self, start: datetime, seconds: float, limit: datetime, step: timedelta = SECOND
    ) -> datetime | None:
        """The first step by which so many seconds have counted; None when that is after the limit."""
        at, left = start.astimezone(UTC), seconds
        while left > 0:
            if at >= limit:
                return None
            left -= self.counts(at) * step.total_seconds()
            at += step
        return at
