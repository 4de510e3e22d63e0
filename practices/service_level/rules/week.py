"""A week of hours: read from what people write, checked, and said in a sentence."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from practices.service_level.rules.hours import ALL_WEEK, DAY, Interval, Week
from svs.errors import RuleViolation

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_A_DAY = 8
_TIME = re.compile(r"([01]?\d|2[0-4])(?::([0-5]\d))?\Z", re.ASCII)
_SPAN = re.compile(r"\s*(?:-|–|\bto\b)\s*")
_ALL_DAY = ("all day", "24h", "around the clock")


class BadHours(RuleViolation):
    """These hours make no sense; `day` is the weekday from 0, None for the week as a whole."""

    def __init__(self, words: str, day: int | None = None) -> None:
        super().__init__("bad_hours", words if day is None else f"{DAYS[day]}: {words}", field="hours")  # fmt: skip
        self.day = day
        self.words = words


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The time zones of the world by name, UTC first."""
    return "UTC", *sorted(z for z in available_timezones() if "/" in z and z[:4] not in ("Etc/", "post", "righ"))  # fmt: skip


def check_zone(name: str) -> str:
    """Raises RuleViolation("bad_zone") unless there is such a time zone."""
    if name not in zones():
        raise RuleViolation(
            "bad_zone",
            "There is no time zone of that name. Write it like Europe/Amsterdam.",
            field="time_zone",
        )
    return name


@lru_cache(maxsize=256)
def zone_or_utc(name: str) -> str:
    """The zone to count in: UTC where this machine does not know the name, for tickets must still be logged."""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return "UTC"


def read_day(line: str, day: int) -> list[list[str]]:
    """The intervals in a line as people write them: 08:00-12:00, 13:00 to 17:30. Empty is a day without hours."""
    text = " ".join(line.lower().split())
    if text in ("", "closed", "-", "–"):
        return []
    if text in _ALL_DAY:
        return [["00:00", "24:00"]]
    found = []
    for part in re.split(r"\s*(?:[,;]|\band\b)\s*", text):
        ends = _SPAN.split(part)
        if len(ends) != 2:
            raise BadHours("Write hours like 08:00 to 17:30, several with a comma.", day)
        found.append([_clock(_seconds(end, day)) for end in ends])
    return found


def week_of(raw: Any) -> Week:
    """The week that is kept as {"0": [["08:00", "17:30"]]}, checked. Raises BadHours."""
    if not isinstance(raw, dict) or not set(raw) <= set("0123456"):
        raise BadHours("Give intervals by weekday, 0 for Monday to 6 for Sunday.")
    week = tuple(_day(raw.get(str(day), []), day) for day in range(7))
    if not any(week):
        raise BadHours("Give at least one day its hours: without any, nothing would ever be due.")
    return week


def kept(week: Week) -> dict[str, list[list[str]]]:
    """A week as it is kept: days without hours left out."""
    return {
        str(day): [[_clock(since), _clock(until)] for since, until in spans]
        for day, spans in enumerate(week)
        if spans
    }


def _day(raw: Any, day: int) -> tuple[Interval, ...]:
    if not isinstance(raw, list) or len(raw) > MOST_A_DAY:
        raise BadHours(f"Give at most {MOST_A_DAY} intervals, each with its start and end.", day)
    spans = sorted(_span(pair, day) for pair in raw)
    for (_, over), (begin, _) in pairwise(spans):
        if begin < over:
            raise BadHours(f"Two intervals overlap at {_clock(begin)}.", day)
    return tuple(spans)


def _span(pair: Any, day: int) -> Interval:
    if not isinstance(pair, list) or len(pair) != 2:
        raise BadHours("An interval is its start and its end.", day)
    since, until = (_seconds(text, day) for text in pair)
    if until == since:
        raise BadHours(f"{_clock(since)} to {_clock(until)} is no time at all.", day)
    if until < since:
        raise BadHours(
            f"{_clock(since)} to {_clock(until)} ends before it starts. A night shift is two intervals: "
            "until 24:00, and from 00:00 on the next day.",
            day,
        )
    return since, until


def _seconds(text: Any, day: int) -> int:
    match = _TIME.match(text.strip()) if isinstance(text, str) else None
    if match is None or (match[1] == "24" and match[2] not in (None, "00")):
        raise BadHours("A time is written 08:00, at most 24:00.", day)
    return int(match[1]) * 3600 + int(match[2] or 0) * 60


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def day_in_words(spans: Iterable[Interval]) -> str:
    """The hours of one day: 08:00 to 12:00 and 13:00 to 17:30."""
    said = [
        "around the clock" if span == (0, DAY) else f"{_clock(span[0])} to {_clock(span[1])}"
        for span in spans
    ]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def in_words(week: Week, zone: str, holidays: Iterable[date] = ()) -> str:
    """What a calendar comes down to: Mon to Fri 08:00 to 17:30, Europe/Amsterdam, 11 holidays a year."""
    parts = []
    for spans, days in groupby(range(7), key=lambda day: week[day]):
        if spans:
            ran = list(days)
            first, last = DAYS[ran[0]][:3], DAYS[ran[-1]][:3]
            named = first if first == last else f"{first} to {last}"
            parts.append(f"{named} {day_in_words(spans)}")
    said = "Every day around the clock" if week == ALL_WEEK else ", ".join(parts) or "No hours at all"  # fmt: skip
    return f"{said}, {zone}, {_holidays(holidays)}"


def _holidays(days: Iterable[date]) -> str:
    counts = sorted(Counter(day.year for day in days).values())
    if not counts:
        return "no holidays"
    if counts[-1] == 1 == counts[0]:
        return "1 holiday a year"
    many = f"{counts[0]} to {counts[-1]}" if counts[0] != counts[-1] else str(counts[0])
    return f"{many} holidays a year"
