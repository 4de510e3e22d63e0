"""Charts as plain SVG, drawn on the server: they work without JavaScript, under any content policy, in print and in both themes.

Lines live in an inner drawing that stretches with the page; words and marks stand beside it in per cent and stay undistorted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Point:
    """One period of a trend: its label, its value (None: no cases, never zero) and how many cases stand behind it.

    `goal` is the promise of that period where promises changed; `tells` is False where there were too few cases to judge,
    and `broken` says that the promise was, where more than a comparison decides it.
    """

    label: str
    value: float | None
    n: int = 0
    goal: float | None = None
    tells: bool = True
    broken: bool | None = None


@dataclass(frozen=True)
class Trend:
    """A measure over time with its promise. `floor` means the promise is kept at `goal` or more, else at `goal` or less.

    `zoom` lets the axis begin where the values do: for shares, where a point is much.
    """

    points: Sequence[Point]
    goal: float | None
    unit: str
    name: str  # the sentence a screen reader says
    floor: bool = False
    small: bool = False
    zoom: bool = False

    def missed(self, point: Point) -> bool:
        """Does this point break the promise?"""
        if point.broken is not None:
            return point.broken
        goal = point.goal if point.goal is not None else self.goal
        if point.value is None or goal is None:
            return False
        return point.value < goal if self.floor else point.value > goal

    @property
    def goals(self) -> list[float]:
        """Every promise drawn."""
        found = [p.goal for p in self.points if p.goal is not None]
        return [*found, self.goal] if self.goal is not None else found


def bounds(trend: Trend) -> tuple[float, float]:
    """The lowest and highest value drawn: all values and promises, on round figures, from zero where nothing is below."""
    known = [*(p.value for p in trend.points if p.value is not None), *trend.goals]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if trend.zoom:
        return _zoomed(low, high)
    low = 0.0 if low >= 0 else low
    step = _round_step((high - low) / 4 or abs(high) / 4 or 1.0)
    first = math.floor(low / step) * step
    return first, first + step * max(1, math.ceil((high - first) * 1.04 / step))


def _zoomed(low: float, high: float) -> tuple[float, float]:
    """The span of the values with a little air, never beyond 0 and 100."""
    step = _round_step(max(high - low, 0.4) / 4)
    first = max(0.0, math.floor((low - step / 2) / step) * step)
    return first, min(100.0, math.ceil((high + step / 4) / step) * step)


def _round_step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10 ** math.floor(math.log10(rough))
    return next(float(m * power) for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)


def _ticks(low: float, high: float) -> list[float]:
    step = _round_step((high - low) / 5)
    return [low + step * n for n in range(int((high - low) / step + 1.001))]


def draw(trend: Trend) -> SafeString:
    """The trend as SVG: the promise as a green ground, the line, a red diamond where the promise was broken."""
    low, high = bounds(trend)
    height = 56 if trend.small else 184
    top, bottom, left = (4, 4, 0) if trend.small else (10, 22, 9)
    plot = height - top - bottom

    def y(value: float) -> float:
        return round(top + plot * (1 - (value - low) / (high - low)), 1)

    def x(index: int) -> float:
        return round(left + (99 - left) * index / max(1, len(trend.points) - 1), 2)

    parts = [_ground(trend, y, x, top, height - bottom)]
    if not trend.small:
        parts.append(_axes(trend, (low, high), y, x))
    parts.append(_line(trend, y, x, height))
    parts.append(_marks(trend, y, x))
    return format_html(
        '<svg class="trend" width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        height, trend.name, mark_safe("".join(parts)),  # noqa: S308 -- each part was escaped where it was made
    )  # fmt: skip


def _ground(trend: Trend, y, x, top: float, bottom: float) -> str:  # type: ignore[no-untyped-def]
    """The promise as a green ground; where it changed, a step."""
    goals = [p.goal if p.goal is not None else trend.goal for p in trend.points]
    drawn, start = [], 0
    for n in range(1, len(goals) + 1):
        if n < len(goals) and goals[n] == goals[start]:
            continue
        goal, since, until = goals[start], x(start), x(min(n, len(goals) - 1))
        start = n
        if goal is None:
            continue
        edge = min(max(y(goal), top), bottom)
        upper, lower = (top, edge) if trend.floor else (edge, bottom)
        drawn.append(
            f'<rect class="t-band" x="{since}%" y="{upper}" width="{round(until - since, 2)}%" height="{round(lower - upper, 1)}"/>'
        )
        if not trend.small:
            drawn.append(
                f'<line class="t-goal" x1="{since}%" x2="{until}%" y1="{edge}" y2="{edge}"/>'
            )
    return "".join(drawn)


def _axes(trend: Trend, span: tuple[float, float], y, x) -> str:  # type: ignore[no-untyped-def]
    low, high = span
    steps = _ticks(low, high)
    grid = format_html_join(
        "", '<line class="t-grid" x1="9%" x2="99%" y1="{0}" y2="{0}"/><text class="t-y" x="8%" y="{0}" dy="4">{1}</text>',
        ((y(step), _figure(step, trend.unit)) for step in steps),
    )  # fmt: skip
    every = max(1, len(trend.points) // 6)
    labels = format_html_join(
        "", '<text class="t-x{}" x="{}%" y="178">{}</text>',
        ((" is-odd" if n // every % 2 else "", x(n), p.label) for n, p in enumerate(trend.points) if n % every == 0),
    )  # fmt: skip
    return grid + labels


def _line(trend: Trend, y, x, height: int) -> str:  # type: ignore[no-untyped-def]
    """Known points joined; a period without cases leaves a gap, never a zero."""
    runs: list[list[str]] = [[]]
    for n, point in enumerate(trend.points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x(n)},{y(point.value)}")
    lines = format_html_join(
        "", '<polyline class="t-line" points="{}"/>', ((" ".join(run),) for run in runs if len(run) > 1)
    )  # fmt: skip
    return format_html(
        '<svg viewBox="0 0 100 {}" preserveAspectRatio="none" width="100%" height="{}">{}</svg>', height, height, lines
    )  # fmt: skip


_DIAMOND = '<path class="t-miss" d="M0-5 5 0 0 5-5 0z"/>'
_DOT, _RING = '<circle class="t-dot" r="3"/>', '<circle class="t-ring" r="3"/>'


def _marks(trend: Trend, y, x) -> str:  # type: ignore[no-untyped-def]
    """Every value is a dot to point at; a broken promise is a red diamond, too few cases to judge an open ring."""
    drawn, unit = [], escape(trend.unit)
    for n, point in enumerate(trend.points):
        if point.value is None:
            continue
        title = f"{escape(point.label)}: {_figure(point.value, unit)}, {point.n} cases"
        shape = _DIAMOND if trend.missed(point) else _DOT if point.tells else _RING
        drawn.append(
            f'<svg x="{x(n)}%" y="{y(point.value)}" overflow="visible"><title>{title}</title>{shape}</svg>'
        )
    return "".join(drawn)


def _figure(value: float, unit: str) -> str:
    if unit == "%":
        text = f"{round(value, 2 if value >= 99 else 1):g}"
    else:
        text = f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
    return f"{text} {unit}".strip()


@dataclass(frozen=True)
class Bar:
    """How many of one group, and how many of these are marked in red."""

    label: str
    n: int
    bad: int = 0


@dataclass(frozen=True)
class Bars:
    """Groups side by side. `name` is the sentence a screen reader says; `bad` says what the red part is."""

    rows: Sequence[Bar]
    name: str
    bad: str = ""


def draw_bars(chart: Bars) -> SafeString:
    """Groups as upright bars, each with its count on top; what is marked stands red at its foot."""
    most, height, foot, top = max((bar.n for bar in chart.rows), default=0) or 1, 168, 22, 18
    plot, step = height - foot - top, 100 / max(1, len(chart.rows))
    drawn = []
    for place, bar in enumerate(chart.rows):
        left, tall, bad = place * step, plot * bar.n / most, plot * bar.bad / most
        title = f"{bar.label}: {bar.n}" + (f", {bar.bad} {chart.bad}" if bar.bad else "")
        drawn.append(format_html(
            '<g><title>{}</title><rect class="b-all" x="{}%" y="{}" width="{}%" height="{}"/><rect class="b-bad" x="{}%" y="{}" width="{}%" height="{}"/>'
            '<text class="b-n" x="{}%" y="{}">{}</text><text class="t-x" x="{}%" y="{}">{}</text></g>',
            title, f"{left + step * 0.2:.2f}", f"{top + plot - tall:.1f}", f"{step * 0.6:.2f}", f"{tall:.1f}",
            f"{left + step * 0.2:.2f}", f"{top + plot - bad:.1f}", f"{step * 0.6:.2f}", f"{bad:.1f}",
            f"{left + step / 2:.2f}", f"{top + plot - tall - 5:.1f}", bar.n, f"{left + step / 2:.2f}", height - 6, bar.label,
        ))  # fmt: skip
    return format_html(
        '<svg class="trend bars" width="100%" height="{}" role="img" aria-label="{}"><line class="t-grid" x1="0" x2="100%" y1="{}" y2="{}"/>{}</svg>',
        height, chart.name, top + plot, top + plot, mark_safe("".join(drawn)),  # noqa: S308 -- each part was escaped where it was made
    )  # fmt: skip
