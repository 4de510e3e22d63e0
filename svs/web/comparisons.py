"""Two pictures of a comparison, drawn on the server: before and after over time, and differences with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from svs.web.charts import Point, Trend, bounds

TOP, BOTTOM, HEIGHT, LEFT, RIGHT = 22, 24, 216, 9, 98
ROW = 26


@dataclass(frozen=True)
class BeforeAfter:
    """The periods before and after a change, and the middle of each side."""

    before: Sequence[Point]
    after: Sequence[Point]
    middle_before: float | None
    middle_after: float | None
    unit: str
    name: str
    words_before: str = "before"
    words_after: str = "trial"


@dataclass(frozen=True)
class Interval:
    """One difference: where it lies and between which bounds."""

    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Intervals:
    """Differences one below the other on one scale, with what was hoped for."""

    rows: Sequence[Interval]
    hoped: float | None
    unit: str
    name: str


def draw_before_after(chart: BeforeAfter) -> SafeString:
    """Rings before, discs after, a line for the middle of each side, and where the change came."""
    points = [*chart.before, *chart.after]
    middles = [Point("", v) for v in (chart.middle_before, chart.middle_after)]
    low, high = bounds(Trend([*points, *middles], None, chart.unit, ""))
    step = (high - low) / 4
    cut, count = len(chart.before), max(1, len(points) - 1)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low)), 1)

    def x(index: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * index / count, 2)

    parts = [
        format_html_join(
            "", '<line class="t-grid" x1="{2}%" x2="{3}%" y1="{0}" y2="{0}"/><text class="t-y" x="8%" y="{0}" dy="4">{1}</text>',
            ((y(low + step * n), _figure(low + step * n, chart.unit), LEFT, RIGHT) for n in range(5)),
        ),
        _weeks(points, x),
        _start(chart, cut, x),
        _joined(points, x, y),
        _middle(chart.middle_before, chart.words_before, x(0), x(max(0, cut - 1)), y, cut > 0),
        _middle(chart.middle_after, chart.words_after, x(cut), x(len(points) - 1), y, cut < len(points)),
        _dots(chart.before, 0, "c-ring", chart.unit, x, y), _dots(chart.after, cut, "t-dot", chart.unit, x, y),
    ]  # fmt: skip
    return _svg(chart.name, HEIGHT, parts, "trend before-after")


def _weeks(points: Sequence[Point], x) -> SafeString:  # type: ignore[no-untyped-def]
    every = max(1, len(points) // 7)
    shown = ((x(n), p.label) for n, p in enumerate(points) if n % every == 0)
    return format_html_join("", '<text class="t-x" x="{}%" y="210">{}</text>', shown)


def _start(chart: BeforeAfter, cut: int, x) -> str:  # type: ignore[no-untyped-def]
    if not 0 < cut < len(chart.before) + len(chart.after):
        return ""
    return format_html(
        '<line class="c-cut" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/><text class="t-x" x="{0}%" y="12">Trial starts</text>',
        x(cut - 0.5), TOP - 4, HEIGHT - BOTTOM,
    )  # fmt: skip


def _joined(points: Sequence[Point], x, y) -> str:  # type: ignore[no-untyped-def]
    runs: list[list[str]] = [[]]
    for n, point in enumerate(points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x(n)},{y(point.value)}")
    lines = format_html_join(
        "", '<polyline class="c-line" points="{}"/>', ((" ".join(run),) for run in runs if len(run) > 1)
    )  # fmt: skip
    return format_html(
        '<svg viewBox="0 0 100 {}" preserveAspectRatio="none" width="100%" height="{}">{}</svg>', HEIGHT, HEIGHT, lines
    )  # fmt: skip


def _middle(value: float | None, words: str, since: float, until: float, y, is_there: bool) -> str:  # type: ignore[no-untyped-def]
    if value is None or not is_there:
        return ""
    return format_html(
        '<line class="c-middle" x1="{}%" x2="{}%" y1="{}" y2="{}"/><text class="c-words" x="{}%" y="{}">{}</text>',
        since, max(until, since + 1), y(value), y(value), max(until, since + 1), y(value) - 8, words,
    )  # fmt: skip


def _dots(points: Sequence[Point], first: int, role: str, unit: str, x, y) -> str:  # type: ignore[no-untyped-def]
    return format_html_join(
        "", '<svg x="{}%" y="{}" overflow="visible"><title>{}: {}, {} cases</title><circle class="{}" r="3.5"/></svg>',
        ((x(first + n), y(p.value), p.label, _figure(p.value, unit), p.n, role) for n, p in enumerate(points) if p.value is not None),
    )  # fmt: skip


def draw_intervals(chart: Intervals) -> SafeString:
    """Every difference as a dot on the line of its interval; no change is a line, what was hoped for a dashed one."""
    ends = [v for row in chart.rows for v in (row.low, row.high)] + [0.0]
    ends += [chart.hoped] if chart.hoped is not None else []
    span = (max(ends) - min(ends)) or 1.0
    low, high = min(ends) - span * 0.06, max(ends) + span * 0.06
    height = 34 + ROW * len(chart.rows) + 20

    def x(value: float) -> float:
        return round(34 + 63 * (value - low) / (high - low), 2)

    bottom = height - 20
    parts = [
        format_html('<line class="c-none" x1="{0}%" x2="{0}%" y1="22" y2="{1}"/><text class="t-x" x="{0}%" y="14">no change</text>', x(0), bottom),
        _hoped(chart, x, bottom),
        format_html_join("", '<text class="t-x" x="{}%" y="{}">{}</text>', ((x(v), height - 4, _signed(v, chart.unit)) for v in _ends(chart))),
    ]  # fmt: skip
    for n, row in enumerate(chart.rows):
        at = 34 + ROW * n + 8
        parts.append(
            format_html(
                '<text class="c-label" x="0" y="{}">{}</text><g class="{}"><line x1="{}%" x2="{}%" y1="{}" y2="{}"/>'
                '<line x1="{}%" x2="{}%" y1="{}" y2="{}"/><line x1="{}%" x2="{}%" y1="{}" y2="{}"/><circle cx="{}%" cy="{}" r="4"/></g>',
                at + 4, row.label, "c-span" if n == 0 else "c-span is-faint", x(row.low), x(row.high), at, at, x(row.low), x(row.low),
                at - 4, at + 4, x(row.high), x(row.high), at - 4, at + 4, x(row.value), at,
            )
        )  # fmt: skip
    return _svg(chart.name, height, parts, "trend intervals")


def _hoped(chart: Intervals, x, bottom: int) -> str:  # type: ignore[no-untyped-def]
    if chart.hoped is None:
        return ""
    near = abs(x(chart.hoped) - x(0)) < 18
    return format_html(
        '<line class="c-cut" x1="{0}%" x2="{0}%" y1="22" y2="{1}"/><text class="t-x" x="{0}%" y="{2}">hoped for</text>',
        x(chart.hoped), bottom, 26 if near else 14,
    )  # fmt: skip


def _ends(chart: Intervals) -> list[float]:
    first = chart.rows[0]
    return [first.low, first.high] if first.high != first.low else [first.value]


def _signed(value: float, unit: str) -> str:
    return f"{'−' if value < 0 else '+'}{_figure(abs(value), unit)}"


def _figure(value: float, unit: str) -> str:
    text = f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
    return f"{text} {unit}".strip()


def _svg(name: str, height: int, parts: Sequence[str], role: str) -> SafeString:
    body = mark_safe("".join(parts))  # noqa: S308 -- each part was escaped where it was made
    return format_html('<svg class="{}" width="100%" height="{}" role="img" aria-label="{}">{}</svg>', role, height, name, body)  # fmt: skip
