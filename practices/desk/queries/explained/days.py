"""A clock's life day by day, as the picture of its page draws it: hours, bars, where it ran, when it falls due."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from practices.desk.queries.explained.life import Explained, Interval
from practices.service_level.rules.hours import DAY
from practices.service_level.rules.week import day_in_words

MOST = 31  # days drawn; the table below holds them all
STEP = 2 * 3600


@dataclass(frozen=True)
class Bar:
    """A stretch of the day, in per cent of the picture's width."""

    x: float
    width: float
    kind: str
    label: str
    counts: bool


@dataclass(frozen=True)
class Day:
    """One day of a clock's life, or several alike on which nothing happened."""

    day: date
    name: str
    hours: str
    counted: float
    total: float
    off: list[tuple[float, float]]
    bars: list[Bar]
    marks: list[float] = field(default_factory=list)
    due: float | None = None
    words: str = ""
    last: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.bars or self.marks or self.due is not None)


@dataclass(frozen=True)
class Picture:
    days: list[Day]
    ticks: list[tuple[float, str]]
    left_out: int  # days before those that are drawn


def picture(it: Explained) -> Picture:
    """The last days of a clock's life."""
    hours = it.named.hours
    place = ZoneInfo(settings.SVS_TIME_ZONE if hours.is_always else hours.zone)
    spans = [span for day in hours.week for span in day] or [(0, DAY)]
    first = max(0, min(begin for begin, _ in spans) // STEP * STEP - STEP)
    last = min(DAY, -(-max(end for _, end in spans) // STEP) * STEP + STEP)
    draw = _Draw(it, place, first, last)
    step = STEP if last - first <= 9 * STEP else 2 * STEP
    ticks = [(draw.at(s), f"{s // 3600:02d}:00") for s in range(first + step, last, step)]
    days = list(_together(draw.days()))
    return Picture(days[-MOST:], ticks, max(0, len(days) - MOST))


class _Draw:
    def __init__(self, it: Explained, place: ZoneInfo, first: int, last: int) -> None:
        self.it, self.place, self.first, self.last = it, place, first, last

    def at(self, second: float) -> float:
        return round(100 * (min(max(second, self.first), self.last) - self.first) / (self.last - self.first), 2)  # fmt: skip

    def second(self, moment: datetime) -> float:
        shown = moment.astimezone(self.place)
        return shown.hour * 3600 + shown.minute * 60 + shown.second

    def days(self) -> Iterator[Day]:
        it, total = self.it, 0.0
        by_day: dict[date, list[tuple[Interval, float, float]]] = {}
        counted: dict[date, float] = {}
        for interval in it.intervals:
            if interval.kind == "off":
                continue
            for day, since, until, ends in self._by_day(interval):
                by_day.setdefault(day, []).append(
                    (interval, self.second(since), DAY if ends else self.second(until))
                )
                if interval.counted:
                    counted[day] = counted.get(day, 0) + until.timestamp() - since.timestamp()
        due = it.clock.due_at if it.clock.stopped_at is None else None
        due_day = self._day(due) if due else None
        for day in self._lived(due_day):
            total += counted.get(day, 0)
            yield self._of(
                day,
                by_day.get(day, []),
                counted.get(day, 0),
                total,
                due if due_day == day else None,
            )

    def _lived(self, due_day: date | None) -> list[date]:
        """From the first day to the last, and on to the day on which it falls due where that is near."""
        begin, end = self._day(self.it.clock.started_at), self._day(self.it.until)
        ahead = (due_day - end).days if due_day and self.it.clock.running_since else 0
        last = end + timedelta(days=ahead if 0 < ahead < MOST else 0)
        return [begin + timedelta(days=n) for n in range((last - begin).days + 1)]

    def _of(self, day: date, parts: list[tuple[Interval, float, float]], counted: float, total: float, due: datetime | None) -> Day:  # fmt: skip
        hours = self.it.named.hours
        free = day in hours.holidays
        wall = () if free else hours.week[day.weekday()]
        words = (
            f"{self.it.named.holidays.get(day) or 'Holiday'}: closed"
            if free
            else ""
            if wall
            else "No hours"
        )
        edges = [self.first, *(edge for span in wall for edge in span), self.last]
        off = [(self.at(a), round(self.at(b) - self.at(a), 2)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]  # fmt: skip
        bars = [
            Bar(self.at(a), max(0.3, round(self.at(b) - self.at(a), 2)), i.kind, self._label(i, a, b), bool(i.counted))
            for i, a, b in parts
        ]  # fmt: skip
        marks = [
            self.at(self.second(turn.at)) for turn in self.it.turns if self._day(turn.at) == day
        ]
        said = "holiday" if free else day_in_words(wall) if wall else "weekend" if day.weekday() > 4 else "no hours"  # fmt: skip
        return Day(day, _name(day), said, counted, total, off, bars, marks, self.at(self.second(due)) if due else None, words)  # fmt: skip

    def _label(self, interval: Interval, a: float, b: float) -> str:
        said = interval.held_by if interval.kind == "active" else interval.what
        room = int(((self.at(b) - self.at(a)) * 4.7 - 10) / 6.8)  # letters, about
        return (
            said
            if len(said) <= room
            else said.split(" ")[0]
            if len(said.split(" ")[0]) <= room
            else ""
        )

    def _by_day(self, interval: Interval) -> Iterator[tuple[date, datetime, datetime, bool]]:
        at = interval.since
        while at < interval.until:
            day = self._day(at)
            midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), self.place)
            until: Any = min(interval.until, midnight)
            if until <= at:
                return
            yield day, at, until, until == midnight
            at = until

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.place).date()


def _together(days: Iterator[Day]) -> Iterator[Day]:
    """Days alike on which nothing happened are one row: Sat 26, Sun 27."""
    held: Day | None = None
    for day in days:
        if held and held.is_empty and day.is_empty and held.words == day.words == "No hours":
            held = replace(held, last=day.day, name=f"{_short(held.day)} to {_short(day.day)}" if held.last else f"{_short(held.day)}, {_short(day.day)}")  # fmt: skip
        else:
            if held:
                yield held
            held = day
    if held:
        yield held


def _name(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _short(day: date) -> str:
    return f"{day:%a} {day.day}"
