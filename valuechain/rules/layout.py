"""Where each box and arrow of the map stands: layered left to right, the same picture for the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from valuechain.rules.flow import END, START, Flow, Move, Node

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, EDGE = 184, 74, 62, 34, 40
MOST_NODES, MOST_RANKS = 12, 4


@dataclass(frozen=True)
class Box:
    node: Node
    x: int
    y: int


@dataclass(frozen=True)
class Arrow:
    """One move: its path, its thickness, and where its number stands."""

    move: Move
    path: str
    width: float
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    middle: int
    boxes: list[Box]
    arrows: list[Arrow]
    folded: int  # how many nodes are too small to be drawn


def draw(flow: Flow, moves: Sequence[Move]) -> Picture:
    """Lay the busiest nodes and these moves out."""
    busiest = sorted(flow.nodes, key=lambda n: (-n.cases, n.name))
    drawn = sorted(busiest[:MOST_NODES], key=lambda n: (n.entered, n.name))
    columns = _columns(drawn, moves)
    tallest = max((len(column) for column in columns), default=1)
    height = max(200, tallest * (BOX_HEIGHT + GAP_Y) + GAP_Y + 60)
    middle = (height - 10) // 2
    boxes = [
        Box(node, EDGE + 44 + rank * (BOX_WIDTH + GAP_X), middle + _offset(place, len(column)))
        for rank, column in enumerate(columns)
        for place, node in enumerate(column)
    ]
    width = EDGE * 2 + 88 + len(columns) * (BOX_WIDTH + GAP_X) - GAP_X
    at = {box.node.key: box for box in boxes}
    most = max((move.count for move in moves), default=1)
    arrows = [
        a for n, m in enumerate(moves) if (a := _arrow(m, at, width, height, middle, most, n))
    ]
    return Picture(width, height, middle, boxes, arrows, len(flow.nodes) - len(drawn))


def _columns(nodes: Sequence[Node], moves: Sequence[Move]) -> list[list[Node]]:
    """A node stands one column right of those that hand to it and had the case earlier, on the whole."""
    order = {node.key: n for n, node in enumerate(nodes)}
    rank = dict.fromkeys(order, 0)
    for node in nodes:
        before = [
            rank[m.source] + 1
            for m in moves
            if m.target == node.key and m.source in order and order[m.source] < order[node.key]
        ]
        rank[node.key] = min(MOST_RANKS, max(before, default=0))
    columns: list[list[Node]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for node in nodes:
        columns[rank[node.key]].append(node)
    return [column for column in columns if column]


def _offset(place: int, many: int) -> int:
    whole = many * BOX_HEIGHT + (many - 1) * GAP_Y
    return place * (BOX_HEIGHT + GAP_Y) - whole // 2


def _arrow(
    move: Move, at: dict[str, Box], width: int, height: int, middle: int, most: int, n: int
) -> Arrow | None:
    source, target = _end(move.source, at, width, middle), _end(move.target, at, width, middle)
    if source is None or target is None:
        return None
    thick = round(1 + 4 * move.count / most, 1)
    (_, _, x1, y1), (x2, y2, _, _) = source, target
    nudge = 6 * (n % 5 - 2)  # arrows between neighbours do not lie on each other
    if x2 - x1 > BOX_WIDTH + GAP_X:  # over what stands between
        top, reach = min(y1, y2) - BOX_HEIGHT / 2 - 34 - 5 * (n % 4), 46
        path = f"M{x1} {y1 + nudge}C{x1 + reach} {top} {x2 - reach} {top} {x2} {y2 + nudge}"
        return Arrow(move, path, thick, (x1 + x2) / 2, (y1 + y2) / 8 + top * 0.75 - 3)
    if x2 > x1:
        bend = (x1 + x2) / 2
        path = f"M{x1} {y1 + nudge}C{bend} {y1 + nudge} {bend} {y2 + nudge} {x2} {y2 + nudge}"
        return Arrow(move, path, thick, bend, (y1 + y2) / 2 + nudge - 5)
    low = min(height - 8.0, max(y1, y2) + BOX_HEIGHT / 2 + 22 + 4 * (n % 4))
    fx, tx = x1 - 30 - 3 * (n % 6), x2 + 30 + 3 * (n % 6)
    fy, ty = y1 + BOX_HEIGHT / 2, y2 + BOX_HEIGHT / 2
    path = f"M{fx} {fy}C{fx} {low} {tx} {low} {tx} {ty}"
    return Arrow(move, path, thick, (fx + tx) / 2, (fy + ty) / 8 + low * 0.75 + 3)


def _end(key: str, at: dict[str, Box], width: int, middle: int) -> tuple[float, float, float, float] | None:  # fmt: skip
    """(x, y) where arrows arrive and (x, y) where they leave."""
    if key == START:
        return (EDGE, middle, EDGE + 9, middle)
    if key == END:
        return (width - EDGE - 9, middle, width - EDGE, middle)
    box = at.get(key)
    if box is None:
        return None
    y = box.y + BOX_HEIGHT / 2
    return (box.x, y, box.x + BOX_WIDTH, y)
