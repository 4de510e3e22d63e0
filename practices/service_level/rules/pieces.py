"""Why a clock shows what it shows: a life cut into pieces, each counted or not, with the rule that says so."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from practices.service_level.rules.hours import Hours, intervals

COUNTS, STANDS = "counts", "stands"
BEFORE, AFTER, BREAK, HOLIDAY, NO_HOURS = "before", "after", "break", "holiday", "no_hours"
_ONE = timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """A clock runs or stands through this time, by these hours."""

    since: datetime
    until: datetime
    hours: Hours
    runs: bool
    holidays: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """From one moment to another; inside hours it is of one part of the life, outside of none (-1)."""

    since: datetime
    until: datetime
    rule: str
    detail: str = ""  # the hour, the holiday, or the days without hours
    part: int = -1

    @property
    def counts(self) -> bool:
        return self.rule == COUNTS

    @property
    def is_inside(self) -> bool:
        return self.rule in (COUNTS, STANDS)

    @property
    def seconds(self) -> float:
        """How long it lasts; whole microseconds, whatever the zones in which the moments are written."""
        return ((self.until - self.since.astimezone(self.until.tzinfo)) // _ONE) / 1_000_000


def pieces(edges: Sequence[datetime], spans: Sequence[Span]) -> list[Piece]:
    """Every piece of a life, nothing left out; `edges` are the moments at which its parts begin."""
    found: list[Piece] = []
    for span in spans:
        for piece in _of_span(span, edges):
            if found and _is_more_of(found[-1], piece):
                found[-1] = replace(found[-1], until=piece.until, detail=_both(found[-1], piece))
            else:
                found.append(piece)
    return found


def _of_span(span: Span, edges: Sequence[datetime]) -> Iterator[Piece]:
    at = span.since
    for begin, end in intervals(span.hours, span.since, span.until):
        yield from _outside(span, at, begin)
        first, last = bisect_right(edges, begin), bisect_left(edges, end)
        for n, (since, until) in enumerate(pairwise([begin, *edges[first:last], end])):
            part = max(0, first - 1 + n)
            yield Piece(since, until, COUNTS if span.runs else STANDS, part=part)
        at = end
    yield from _outside(span, at, span.until)


def _outside(span: Span, since: datetime, until: datetime) -> Iterator[Piece]:
    """A time without hours, day by day as the wall of the zone shows them."""
    place = ZoneInfo(span.hours.zone)
    while since < until:
        day = since.astimezone(place).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), place).astimezone(UTC)
        while midnight <= since:  # a day that a zone left out
            midnight += timedelta(hours=12)
        ends = min(midnight, until)
        rule, detail = _rule(span, day, since.astimezone(place))
        yield Piece(since, ends, rule, detail)
        since = ends


def _rule(span: Span, day: date, shown: datetime) -> tuple[str, str]:
    if day in span.hours.holidays:
        return HOLIDAY, span.holidays.get(day, "")
    wall = span.hours.week[day.weekday()]
    if not wall:
        return NO_HOURS, f"{day:%A}"
    second = shown.hour * 3600 + shown.minute * 60 + shown.second
    if second < wall[0][0]:
        return BEFORE, _clock(wall[0][0])
    if second >= wall[-1][1]:
        return AFTER, _clock(wall[-1][1])
    return BREAK, _clock(max(end for _, end in wall if end <= second))


def _is_more_of(last: Piece, piece: Piece) -> bool:
    """The night is told as one, and so are days without hours with the morning after them."""
    if last.is_inside or piece.is_inside:
        return (last.rule, last.part) == (piece.rule, piece.part) and last.until == piece.since
    if piece.rule == last.rule and (piece.rule == NO_HOURS or piece.detail == last.detail):
        return piece.rule != BEFORE or last.since.date() == piece.since.date()
    return piece.rule == BEFORE and last.rule in (AFTER, NO_HOURS)


def _both(last: Piece, piece: Piece) -> str:
    if last.rule != NO_HOURS or piece.rule != NO_HOURS or piece.detail in last.detail.split(", "):
        return last.detail
    return f"{last.detail}, {piece.detail}"


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
