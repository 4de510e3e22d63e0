"""Charts as plain SVG, drawn on the server: they work without JavaScript, under any content policy, in print and in both themes.

Lines live in an inner drawing that stretches with the page; words and marks stand beside it in per cent and stay undistorted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Point:
    """One period of a trend: its label, its value (None: no cases, never zero) and how many cases stand behind it."""

    label: str
    value: float | None
    n: int = 0


@dataclass(frozen=True)
class Trend:
    """A measure over time with its promise. `floor` means the promise is kept at `goal` or more, else at `goal` or less."""

    points: Sequence[Point]
    goal: float | None
    unit: str
    name: str  # the sentence a screen reader says
    floor: bool = False
    small: bool = False

    def missed(self, value: float | None) -> bool:
        """Does this value break the promise?"""
        if value is None or self.goal is None:
            return False
        return value < self.goal if self.floor else value > self.goal


def bounds(trend: Trend) -> tuple[float, float]:
    """The lowest and highest value drawn: all values and the promise, on round figures, from zero where nothing is below."""
    known = [p.value for p in trend.points if p.value is not None]
    known += [trend.goal] if trend.goal is not None else []
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    low = 0.0 if low >= 0 else low
    step = _round_step((high - low) / 4 or abs(high) / 4 or 1.0)
    first = math.floor(low / step) * step
    return first, first + step * max(1, math.ceil((high - first) * 1.04 / step))


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

    parts = [_ground(trend, y, left, top, height - bottom)]
    if not trend.small:
        parts.append(_axes(trend, (low, high), y, x))
    parts.append(_line(trend, y, x, height))
    parts.append(_marks(trend, y, x))
    return format_html(
        '<svg class="trend" width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        height, trend.name, mark_safe("".join(parts)),  # noqa: S308 -- each part was escaped where it was made
    )  # fmt: skip


def _ground(trend: Trend, y, left: float, top: float, bottom: float) -> str:  # type: ignore[no-untyped-def]
    if trend.goal is None:
        return ""
    edge = y(trend.goal)
    since, until = (top, edge) if trend.floor else (edge, bottom)
    return format_html(
        '<rect class="t-band" x="{}%" y="{}" width="{}%" height="{}"/>', left, since, 99 - left, round(until - since, 1)
    ) + ("" if trend.small else format_html('<line class="t-goal" x1="{}%" x2="99%" y1="{}" y2="{}"/>', left, edge, edge))  # fmt: skip


def _axes(trend: Trend, span: tuple[float, float], y, x) -> str:  # type: ignore[no-untyped-def]
    low, high = span
    steps = _ticks(low, high)
    grid = format_html_join(
        "", '<line class="t-grid" x1="9%" x2="99%" y1="{0}" y2="{0}"/><text class="t-y" x="8%" y="{0}" dy="4">{1}</text>',
        ((y(step), _figure(step, trend.unit)) for step in steps),
    )  # fmt: skip
    every = max(1, len(trend.points) // 6)
    labels = format_html_join(
        "", '<text class="t-x" x="{}%" y="178">{}</text>',
        ((x(n), p.label) for n, p in enumerate(trend.points) if n % every == 0),
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


def _marks(trend: Trend, y, x) -> str:  # type: ignore[no-untyped-def]
    """Every value is a dot to point at; a broken promise is a red diamond."""
    drawn = []
    for n, point in enumerate(trend.points):
        if point.value is None:
            continue
        title = f"{point.label}: {_figure(point.value, trend.unit)}, {point.n} cases"
        shape = (
            mark_safe('<path class="t-miss" d="M0-5 5 0 0 5-5 0z"/>')
            if trend.missed(point.value)
            else mark_safe('<circle class="t-dot" r="3"/>')
        )
        drawn.append(
            format_html(
                '<svg x="{}%" y="{}" overflow="visible"><title>{}</title>{}</svg>', x(n), y(point.value), title, shape
            )
        )  # fmt: skip
    return "".join(drawn)


def _figure(value: float, unit: str) -> str:
    text = f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
    return f"{text} {unit}".strip()
