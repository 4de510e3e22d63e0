"""Business time. A moment counts when the clock on the wall of the calendar's zone shows hours, on a day that is no holiday.

So on the night when clocks go forward an hour that never was is not counted, and when they go back the hour that comes
twice counts twice. All of it is whole microseconds since 1970, worked out day by day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Interval = tuple[int, int]  # seconds of a day, as the wall shows them; 86400 is its end
Week = tuple[tuple[Interval, ...], ...]  # from Monday to Sunday

DAY = 86_400
ALL_WEEK: Week = (((0, DAY),),) * 7
NO_HOURS: Week = ((),) * 7
HORIZON = 100 * 366  # days: what is not due by then never is

_US = 1_000_000
_TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_LAST_DAY = date.max.toordinal() - 2
_STEP = 900  # seconds between looks for a change of the clock


@dataclass(frozen=True)
class Hours:
    """When people work: intervals a weekday in one zone, less whole days of holiday."""

    zone: str = "UTC"
    week: Week = ALL_WEEK
    holidays: frozenset[date] = frozenset()

    @property
    def is_always(self) -> bool:
        return self.week == ALL_WEEK and not self.holidays

    @property
    def is_never(self) -> bool:
        return not any(self.week)


ALWAYS = Hours()


def seconds_between(hours: Hours, start: datetime, end: datetime) -> float:
    """The seconds of business time from start to end; negative when the end comes first."""
    a, b = (
        _micros(start),
        _micros(end),
    )  # never end - start: two moments of one zone differ by its wall
    if hours.is_always:
        return (b - a) / _US
    sign = 1 if a <= b else -1
    return sign * _length(_pieces(hours, min(a, b), max(a, b))) / _US


def intervals(hours: Hours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches of business time from start to end, in order; those that touch are one."""
    a, b = _micros(start), _micros(end)
    found = _merged(_pieces(hours, a, b)) if not hours.is_always else [(a, b)] if a < b else []
    return [(_moment(since), _moment(until)) for since, until in found]


def add_seconds(hours: Hours, start: datetime, seconds: float) -> datetime | None:
    """The moment at which so much business time has passed since the start; the last one before it when negative.

    None when that never comes: there are no hours, or not enough within a hundred years.
    """
    left = round(seconds * _US)
    at = _micros(start)
    if hours.is_always or left == 0:
        at += left
        return _moment(at) if 0 < at // _US // DAY + _EPOCH_DAY < _LAST_DAY else None
    if hours.is_never:
        return None
    a_week = sum(end - begin for day in hours.week for begin, end in day)
    days = min(370, 3 + abs(left) * 7 // (a_week * _US))  # about as many as it takes
    for _ in range(0, HORIZON, days):
        edge = at + (days if left > 0 else -days) * DAY * _US
        found = sorted(_pieces(hours, min(at, edge), max(at, edge)), reverse=left < 0)
        for since, until in found:
            length = until - since
            if length >= abs(left):
                return _moment(since + left if left > 0 else until + left)
            left -= length if left > 0 else -length
        at = edge
    return None


def _length(pieces: Iterator[tuple[int, int]]) -> int:
    return sum(until - since for since, until in pieces)


def _merged(pieces: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for since, until in sorted(pieces):
        if joined and joined[-1][1] == since:
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((since, until))
    return joined


def _pieces(hours: Hours, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pieces of business time between two moments, day by day; where a night comes twice not quite in order."""
    first = max(
        2, start // _US // DAY + _EPOCH_DAY - 1
    )  # a zone's day is at most one away from UTC's
    last = min(_LAST_DAY, end // _US // DAY + _EPOCH_DAY + 1)
    for day in range(first, last + 1):
        wall = hours.week[(day - 1) % 7]
        if not wall or (hours.holidays and date.fromordinal(day) in hours.holidays):
            continue
        midnight = (day - _EPOCH_DAY) * DAY
        for since, until, offset in _offsets(hours.zone, day):
            for begin, over in wall:
                a = max(max(midnight + begin - offset, since) * _US, start)
                b = min(min(midnight + over - offset, until) * _US, end)
                if a < b:
                    yield a, b


@lru_cache(maxsize=16_384)
def _offsets(zone: str, day: int) -> tuple[tuple[int, int, int], ...]:
    """(since, until, offset) in seconds: the stretches of one offset within which the wall may show this date."""
    place, midnight = ZoneInfo(zone), (day - _EPOCH_DAY) * DAY
    edges = {
        _seconds(datetime.combine(date.fromordinal(at), time(), place).replace(fold=fold))
        for at in (day, day + 1)
        for fold in (0, 1)
    }
    since, until = midnight - max(edges), midnight + DAY - min(edges)
    if len(edges) == 1:
        return ((since, until, edges.pop()),)
    found, offset = [], _offset_at(since, place)
    for look in range(since + _STEP, until + _STEP, _STEP):
        after = _offset_at(min(look, until), place)
        if after != offset:
            change = _change(max(since, look - _STEP), min(look, until), place)
            found.append((since, change, offset))
            since, offset = change, after
    return (*found, (since, until, offset))


def _change(before: int, after: int, place: ZoneInfo) -> int:
    """The second at which the clock on the wall is set, somewhere between the two."""
    offset = _offset_at(before, place)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset_at(middle, place) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset_at(second: int, place: ZoneInfo) -> int:
    return _seconds((_EPOCH + timedelta(seconds=second)).astimezone(place))


def _seconds(local: datetime) -> int:
    offset = local.utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
