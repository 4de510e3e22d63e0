"""The observed flow of cases: who held them, what they waited for, where they went back. Numbers in seconds."""

from collections.abc import Iterable
from dataclasses import dataclass, field

START, END, NOBODY = "start", "end", "0"
ACTIVE = ""  # the cause of a stretch in hand


@dataclass(frozen=True)
class Spread:
    """How long something took: how many stretches, their sum, median and 90th percentile."""

    n: int
    total: float
    median: float
    p90: float


@dataclass
class Node:
    """A team (or state) that held cases."""

    key: str
    name: str
    cases: int = 0
    entered: float = 0.0  # mean time from logged to the first time here: orders the map
    active: Spread | None = None
    waits: dict[str, Spread] = field(default_factory=dict)

    @property
    def wait_total(self) -> float:
        return sum(spread.total for spread in self.waits.values())

    @property
    def active_total(self) -> float:
        return self.active.total if self.active else 0.0


@dataclass(frozen=True)
class Move:
    """From one to the next: how often, and how long the stretch it led to took. `back`: of these, to somebody who had it before."""

    source: str
    target: str
    count: int
    wait: float
    active: float
    back: int

    @property
    def is_rework(self) -> bool:
        """Mostly a way back: more than half of these moves go to somebody who had the case before."""
        return self.back * 2 > self.count


@dataclass(frozen=True)
class Bottleneck:
    """One cause of waiting at one place, and its share of all waiting in per cent."""

    node: Node
    cause: str
    spread: Spread
    share: float


@dataclass(frozen=True)
class Flow:
    """The observed flow of some cases. Handoffs are moves between two teams that are both known."""

    nodes: list[Node]
    moves: list[Move]
    cases: int
    lead_median: float | None
    lead_p90: float | None
    handoffs: int

    @property
    def wait(self) -> float:
        return sum(node.wait_total for node in self.nodes)

    @property
    def active(self) -> float:
        return sum(node.active_total for node in self.nodes)

    @property
    def efficiency(self) -> float | None:
        """Flow efficiency in per cent: active ÷ (active + wait). Active is in hand, an upper bound of touch time.

        Source: Modig and Åhlström, This is Lean (2012), chapter 2.
        """
        whole = self.wait + self.active
        return 100 * self.active / whole if whole else None

    @property
    def handoffs_a_case(self) -> float | None:
        return self.handoffs / self.cases if self.cases else None

    def bottlenecks(self, most: int = 10) -> list[Bottleneck]:
        """Where the waiting is, largest total first."""
        found = [
            Bottleneck(node, cause, spread, 100 * spread.total / self.wait if self.wait else 0.0)
            for node in self.nodes
            for cause, spread in node.waits.items()
        ]
        return sorted(found, key=lambda b: (-b.spread.total, b.node.name, b.cause))[:most]

    def shown_moves(self, most: int | None) -> list[Move]:
        """The most frequent moves, all when `most` is None."""
        ranked = sorted(self.moves, key=lambda m: (-m.count, m.source, m.target))
        return ranked if most is None else ranked[:most]


def share_of_moves(shown: Iterable[Move], every: Iterable[Move]) -> int:
    """How many per cent of all moves the shown ones are."""
    total = sum(move.count for move in every)
    return round(100 * sum(move.count for move in shown) / total) if total else 100
