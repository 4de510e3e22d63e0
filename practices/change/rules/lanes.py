"""A change beside everything it may clash with, on one axis of time: shapes in per cent, for whoever draws. In plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from practices.change import states
from practices.change.rules import conflicts
from practices.change.rules.conflicts import Around, Load, Other, Plan, hmm, moment, overlap
from practices.change.rules.windows import Span, both, joined

HOUR = timedelta(hours=1)
LENGTHS = tuple(HOUR * n for n in (12, 24, 48, 96, 192, 384, 768))
PARTS, NAMED = 12, 2  # ticks on an axis; every so many has its hour
LETTER = 0.95  # per cent of an axis that a letter needs
RIGHT = 70.0  # per cent, from where words stand before what they name
MOST_SERVICES = 4
TOP, FOOT = 4, 32  # of the bars of open incidents
CLASSES = {states.DRAFT: "b-prop", states.IN_APPROVAL: "b-prop", states.SCHEDULED: "b-appr", states.IMPLEMENTING: "b-run"}  # fmt: skip


@dataclass(frozen=True)
class Axis:
    """A span of time as a line of a hundred per cent."""

    since: datetime
    until: datetime
    zone: str = "UTC"

    def at(self, when: datetime) -> float:
        share = (when - self.since) / (self.until - self.since)
        return round(100 * min(1.0, max(0.0, share)), 2)

    @property
    def span(self) -> Span:
        return self.since, self.until

    @property
    def parts(self) -> list[datetime]:
        step = (self.until - self.since) / PARTS
        return [self.since + step * n for n in range(PARTS)]

    @property
    def hours(self) -> list[float]:
        return [self.at(at) for at in self.parts[1:]]

    @property
    def words(self) -> list[tuple[float, str]]:
        """(per cent, hour) of every second tick; where the day is another than before, with its name."""
        place, shown, before = ZoneInfo(self.zone), [], self.since.astimezone(ZoneInfo(self.zone)).date()  # fmt: skip
        for at in self.parts[::NAMED]:
            local = at.astimezone(place)
            shown.append((self.at(at), f"{local:%a} {local:%H:%M}" if local.date() != before else f"{local:%H:%M}"))  # fmt: skip
            before = local.date()
        return shown

    @property
    def named(self) -> list[tuple[float, str, bool]]:
        """(per cent, words, is it a day?) of every day, and of every quarter of one where there are few."""
        place, found = ZoneInfo(self.zone), []
        day, last = self.since.astimezone(place).date(), self.until.astimezone(place).date()
        hours = (0, 6, 12, 18) if last - day <= timedelta(days=3) else (0,)
        while day <= last:
            for hour in hours:
                at = datetime.combine(day, time(hour), place)
                if self.since <= at < self.until:
                    found.append((self.at(at), f"{at:%a} {at.day} {at:%b}" if hour == 0 else f"{at:%H:%M}", hour == 0))  # fmt: skip
            day += timedelta(days=1)
        return found


@dataclass(frozen=True)
class Shape:
    """A bar from one place to another, and what is written beside it; `end` where the words stand before it."""

    css: str
    x: float
    w: float
    y: float = 7
    h: float = 18
    text: str = ""
    text_css: str = ""
    end: bool = False
    url: str = ""
    name: str = ""  # of the link

    @property
    def text_x(self) -> float:
        return self.x if self.end else round(self.x + self.w, 2)


@dataclass(frozen=True)
class Lane:
    """One thing that may clash."""

    name: str
    sub: str
    said: str  # all of it in a sentence
    shapes: Sequence[Shape] = ()
    rows: Sequence[tuple[str, datetime, datetime]] = field(
        default=()
    )  # what the picture shows, as a table
    is_subject: bool = False
    usual: float | None = None


def axis_of(span: Span, zone: str) -> Axis:
    """An axis with the window in its first half, that begins on a full hour; wide enough for twice what it shows."""
    length = next((one for one in LENGTHS if one >= 2.5 * (span[1] - span[0])), LENGTHS[-1])
    step = length / PARTS
    before = min(length / 4, max(step, (length - (span[1] - span[0])) / 2))
    begin = (span[0] - before).astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    if step >= 2 * HOUR:
        begin = begin.replace(hour=begin.hour - begin.hour % min(24, int(step / HOUR)))
    return Axis(begin, begin + length, zone)


def lanes(plan: Plan, state: str, around: Around, axis: Axis, free: Iterable[Span]) -> list[Lane]:
    """The lanes of a change: itself, freezes, windows, services that have to do with it, who makes it."""
    beam = overlap(plan.span, axis.span)
    drawn = [
        _subject(plan, state, axis),
        *_freezes(plan, around, axis),
        *_windows(plan, around, axis, free),
    ]
    drawn += _services(plan, around, axis, beam)
    drawn += _implementer(plan, around, axis, beam)
    return drawn


def _bar(css: str, span: Span, axis: Axis, **more: object) -> Shape:
    since, until = axis.at(span[0]), axis.at(span[1])
    end = since >= RIGHT or (until >= RIGHT and since > 100 - until)
    return Shape(css, since, round(until - since, 2), end=end, **more)  # type: ignore[arg-type]


def _from_to(span: Span, zone: str) -> str:
    return f"{moment(span[0], zone, beside=span[0])} to {moment(span[1], zone, beside=span[0])}"


def _subject(plan: Plan, state: str, axis: Axis) -> Lane:
    words = _from_to(plan.span, axis.zone)
    length = hmm((plan.until - plan.since).total_seconds())
    sub = "proposed window" if CLASSES.get(state) == "b-prop" else "approved window"
    bar = _bar(CLASSES.get(state, "b-past"), plan.span, axis, text=f"{words}, {length}", text_css="t")  # fmt: skip
    return Lane("This change", sub, f"{sub.capitalize()} {words}", [bar], [("This change", *plan.span)], is_subject=True)  # fmt: skip


def _freezes(plan: Plan, around: Around, axis: Axis) -> list[Lane]:
    held = [f for f in around.freezes if f.holds(plan.services) and overlap((f.since, f.until), axis.span)]  # fmt: skip
    if not held:
        return []
    bars = [_bar("b-freeze", (f.since, f.until), axis, text=f.name) for f in held]
    bars = [_inside(bar) for bar in bars]
    said = "; ".join(f"{f.name}, {_from_to((f.since, f.until), axis.zone)}" for f in held)
    return [Lane("Freezes", "nothing changes", said, bars, [(f.name, f.since, f.until) for f in held])]  # fmt: skip


def _inside(bar: Shape) -> Shape:
    """Words of a wide bar stand in it."""
    if bar.w < 25:
        return bar
    return Shape(bar.css, bar.x, bar.w, text=bar.text, text_css="on-dark", end=False, y=bar.y, h=bar.h)  # fmt: skip


def _windows(plan: Plan, around: Around, axis: Axis, free: Iterable[Span]) -> list[Lane]:
    opened: list[Span] | None = None
    for service_id in sorted(plan.services):
        own = around.open_for(service_id)
        if own is not None:
            opened = own if opened is None else both(opened, own)
    if opened is None:
        return []
    shown = both(opened, [axis.span])
    starts = {since for since, _ in free}
    bars = []
    for span in shown:
        first = min((at for at in starts if span[0] <= at < span[1]), default=None)
        words = f"free {moment(first, axis.zone, beside=first)}" if first else ""
        bars.append(_bar("b-win", span, axis, y=9, h=14, text=words, text_css="link"))
    said = ", ".join(_from_to(span, axis.zone) for span in shown) or "none in these hours"
    return [Lane("Maintenance windows", "agreed with its users", f"Windows {said}", bars, [("Maintenance window", *span) for span in shown])]  # fmt: skip


def _services(plan: Plan, around: Around, axis: Axis, beam: Span | None) -> list[Lane]:
    by_lane: dict[tuple[int, str, str], list[Other]] = {}
    for other in around.others:
        if other.ticket_id == plan.ticket_id or not overlap((other.since, other.until), axis.span):
            continue
        for kind, service_id in conflicts.touches(plan, other, around.services):
            if kind == conflicts.IMPLEMENTER:
                continue
            near = around.services.get(service_id or 0)
            name = near.said if near else "Same item"
            sub = {conflicts.SAME: "same service", conflicts.ITEM: "touched by another"}.get(kind) or ("carries it" if near and near.carries else "stands on it")  # fmt: skip
            by_lane.setdefault((conflicts.ORDER.index(kind), name, sub), []).append(other)
    ordered = sorted(by_lane.items(), key=lambda one: (one[0][0], one[1][0].since, one[0][1]))
    return [
        _lane_of(name, sub, others, axis, beam)
        for (_, name, sub), others in ordered[:MOST_SERVICES]
    ]


def _lane_of(name: str, sub: str, others: Sequence[Other], axis: Axis, beam: Span | None) -> Lane:
    bars = []
    for other in others:
        title = f"{other.ref} {other.title}".strip() or "another change"
        url = f"/changes/{other.ref}/" if other.ref else ""
        bars.append(_bar(CLASSES.get(other.state, "b-past"), (other.since, other.until), axis, text=title, url=url))  # fmt: skip
    bars = _with_room(bars)
    bars += _clashes(((o.since, o.until) for o in others), axis, beam)
    said = "; ".join(f"{o.words}, {_from_to((o.since, o.until), axis.zone)}" for o in others)
    return Lane(name[:1].upper() + name[1:], sub, said, bars, [(o.words, o.since, o.until) for o in others])  # fmt: skip


def _with_room(bars: Sequence[Shape]) -> list[Shape]:
    """The same with as much of their words as there is room for, between one bar and the next."""
    shown, taken = [], 0.0
    for n, bar in enumerate(bars):
        after = bars[n + 1].x if n + 1 < len(bars) else 100.0
        room = bar.x - taken - 2 if bar.end else after - bar.x - bar.w - 2
        text = shortened(bar.text, room)
        wide = len(text) * LETTER
        taken = bar.x + bar.w + (0 if bar.end or not text else wide + 2)
        shown.append(replace(bar, text=text))
    return shown


def shortened(words: str, room: float) -> str:
    """As many of these words as fit: all, the first ones, the ref alone, nothing."""
    most = int(room / LETTER)
    if len(words) <= most:
        return words
    ref = words.split(" ", 1)[0]
    if most >= len(ref) + 8:
        return f"{words[: most - 1].rstrip()}…"
    return ref if len(ref) <= most else ""


def _clashes(spans: Iterable[Span], axis: Axis, beam: Span | None) -> list[Shape]:
    hit = [both for span in spans if beam and (both := overlap(span, beam))]
    return [_bar("clash", span, axis, y=3, h=26) for span in joined(hit)]


def _implementer(plan: Plan, around: Around, axis: Axis, beam: Span | None) -> list[Lane]:
    if plan.assignee_id is None:
        return []
    busy = joined(
        (o.since, o.until) for o in around.others
        if o.assignee_id == plan.assignee_id and o.ticket_id != plan.ticket_id and overlap((o.since, o.until), axis.span)
    )  # fmt: skip
    bars = [_bar("b-peak", span, axis, text="busy") for span in busy]
    said = ", ".join(_from_to(span, axis.zone) for span in busy)
    rows = [("Busy", *span) for span in busy]
    return [Lane(plan.assignee, "does it", f"Busy {said}" if said else "Free in these hours", [*bars, *_clashes(busy, axis, beam)], rows)]  # fmt: skip


def load_lane(
    load: Load,
    by_part: Mapping[datetime, tuple[float, bool]],
    axis: Axis,
    name: str = "Open incidents",
) -> Lane:
    """Open incidents along the axis: as they were until now, as they usually are from now on, beside the usual."""
    most = max([1.0, load.usual, *(value for value, _ in by_part.values())])
    step = 100 / PARTS - 0.5
    bars = []
    for at, (value, is_due) in by_part.items():
        high = round((FOOT - TOP) * value / most, 1)
        bars.append(Shape("load is-due" if is_due else "load", axis.at(at), step, y=FOOT - high, h=high))  # fmt: skip
    usual = round(FOOT - (FOOT - TOP) * load.usual / most, 1)
    return Lane(name, f"{load.open} now, usually {load.usual}", f"{load.words}; dark until now, light as usual", bars, usual=usual)  # fmt: skip
