"""What a change touches, as a drawing: items, the services it touches itself, and what depends on those, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WIDTH, HEIGHT, GAP, ROW = 176, 58, 44, 76
MOST_ROWS, MOST_STEPS = 6, 4
LETTERS = 25  # that fit in a box


@dataclass(frozen=True)
class Reached:
    """A service that is touched (no steps away) or depends on what is, and through which it does."""

    id: int
    name: str
    tier: int
    steps: int
    through: str = ""
    when_it_fails: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    lines: tuple[str, ...]  # the first is its name
    kind: str  # is-hit: touched itself; is-soft: more than are drawn, or not for these eyes

    @property
    def texts(self) -> list[tuple[float, float, str, bool]]:
        return [(self.x + 11, self.y + 20 + 15 * n, line, n == 0) for n, line in enumerate(self.lines)]  # fmt: skip


@dataclass(frozen=True)
class Picture:
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    width: float
    height: float


def steps_of(roots: Iterable[int], edges: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Service -> how many steps away it is, and through which; what is touched itself is none away. Circles end."""
    needing: dict[int, list[int]] = {}
    for needed, one in edges:
        needing.setdefault(needed, []).append(one)
    found = {root: (0, root) for root in roots}
    ring = sorted(found)
    while ring:
        later = []
        for needed in ring:
            for one in sorted(needing.get(needed, ())):
                if one not in found:
                    found[one] = (found[needed][0] + 1, needed)
                    later.append(one)
        ring = later
    return found


def drawn(items: Iterable[str], more_items: int, reached: Iterable[Reached], edges: Iterable[tuple[int, int]], hidden: int) -> Picture:  # fmt: skip
    """The picture: one box for the items, then a column a step; what does not fit is a dashed box with its number."""
    columns: list[list[Reached]] = [[] for _ in range(MOST_STEPS)]
    beyond = 0
    for one in sorted(reached, key=lambda one: (one.steps, one.tier, one.name)):
        column = columns[min(one.steps, MOST_STEPS - 1)]
        if len(column) < MOST_ROWS:
            column.append(one)
        else:
            beyond += 1
    used = [column for column in columns if column]
    if (beyond or hidden) and len(used) < 2:
        used.append([])
    rows = max([1, *(len(c) for c in used), len(used[-1]) + bool(beyond or hidden) if used else 1])
    height = rows * ROW - (ROW - HEIGHT) + 2
    names = list(items)
    left = WIDTH + GAP if names or more_items else 0
    boxes: list[Box] = []
    places: dict[int, tuple[float, float]] = {}
    for n, column in enumerate(used):
        is_last = n == len(used) - 1
        count = len(column) + (1 if is_last and (beyond or hidden) else 0)
        top = (height - (count * ROW - (ROW - HEIGHT))) / 2
        for row, one in enumerate(column):
            x, y = 1.0 + left + n * (WIDTH + GAP), top + row * ROW
            places[one.id] = (x, y)
            lines = (cut(one.name), f"tier {one.tier}", cut(one.when_it_fails))
            boxes.append(Box(x, y, lines, "is-hit" if one.steps == 0 else ""))
        if is_last and (beyond or hidden):
            said = [f"{beyond} more" if beyond else "", f"{hidden} not shown to you" if hidden else ""]  # fmt: skip
            boxes.append(Box(1.0 + left + n * (WIDTH + GAP), top + len(column) * ROW, tuple(filter(None, said)), "is-soft"))  # fmt: skip
    arrows = [_arrow(places[a], places[b]) for a, b in edges if a in places and b in places and places[a][0] < places[b][0]]  # fmt: skip
    if left:
        mine = (1.0, (height - HEIGHT) / 2)
        boxes.insert(0, Box(*mine, _items(names, more_items), "is-hit"))
        arrows += [_arrow(mine, places[one.id]) for one in columns[0] if one.id in places]
    width = left + max(1, len(used)) * (WIDTH + GAP) - GAP + 2
    return Picture(tuple(boxes), tuple(arrows), width, height)


def _items(names: list[str], more: int) -> tuple[str, ...]:
    count = len(names) + more
    if count == 1 and names:
        return (cut(names[0]), "1 item")
    rest = count - 1
    first = cut(names[0]) if names else f"{count} items"
    return (first, f"and {rest} more item{'' if rest == 1 else 's'}") if names else (first, "not shown to you")  # fmt: skip


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1, x2, y2 = start[0] + WIDTH, start[1] + HEIGHT / 2, end[0] - 3, end[1] + HEIGHT / 2
    if abs(y1 - y2) < 1:
        return f"M{x1:.1f} {y1:.1f}H{x2:.1f}"
    bend = x2 - (x2 - x1) / 2 if x2 - x1 <= GAP else x2 - GAP / 2
    return f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def cut(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"


def sentence(n_items: int, touched: int, dependent: int, hidden: int) -> str:
    """What it touches, in a sentence."""
    itself = [_count(n_items, "item")] if n_items else []
    itself.append(_count(touched, "service"))
    if not (n_items or touched):
        return "It names neither a service nor an item yet."
    depends = f"{_count(dependent, 'more service')} depend{'s' if dependent == 1 else ''} on that" if dependent else "nothing that is known here depends on that"  # fmt: skip
    unseen = f", {hidden} of all not shown to you" if hidden else ""
    return f"It touches {' and '.join(itself)}; {depends}{unseen}."


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def named(through: int, names: Mapping[int, str]) -> str:
    """Through which a service is reached, where that may be said."""
    return names.get(through, "a service not shown to you")
