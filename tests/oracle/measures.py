"""What the lives add up to: handoffs, waits, lead times, cells, the flow between teams."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from tests.oracle.lives import ENDED, Life


def percentile(values: Iterable[float], share: float) -> float:
    """Between the neighbours of place share x (n - 1), in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    if low + 1 == len(ordered):
        return ordered[low]
    return ordered[low] * (low + 1 - place) + ordered[low + 1] * (place - low)


def handoffs(life: Life) -> int:
    teams = [s.team for s in life.stretches]
    return sum(1 for a, b in pairwise(teams) if a and b and a != b)


def waits(life: Life) -> dict[str, float]:
    """Seconds of waiting by cause; time after the restoration is no waiting."""
    found: dict[str, float] = defaultdict(float)
    for s in life.stretches:
        if s.cause:
            found[s.cause] += s.seconds
    return dict(found)


def active(life: Life) -> float:
    return sum(s.seconds for s in life.stretches if s.state == "IN_PROGRESS")


def lead_time(life: Life) -> float | None:
    """Also the time to restore: these are incidents."""
    return (life.restored - life.begins).total_seconds() if life.restored else None


def cells(lives: Iterable[Life]) -> dict[tuple[str, str, date], list[float]]:
    """(service, team that held it then, day of the restoration) -> sorted lead times in seconds."""
    found: dict[tuple[str, str, date], list[float]] = defaultdict(list)
    for life in lives:
        if life.restored:
            team = next(s.team for s in life.stretches if s.since == life.restored)
            found[life.service, team, life.restored.date()].append(lead_time(life) or 0.0)
    return {key: sorted(values) for key, values in found.items()}


def flow(lives: Iterable[Life]) -> dict[str, Any]:
    """The flow between teams of restored lives: moves with count, wait and active seconds, time of each team by cause."""
    moves: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    held: dict[tuple[str, str], list[float]] = defaultdict(list)
    for life in (life for life in lives if life.restored):
        before = None
        for s in life.stretches:
            over = s.state in ENDED
            was_over = before is not None and before.state in ENDED
            source = "start" if before is None else "end" if was_over else before.team
            target = "end" if over else s.team
            if before is None or over != was_over or (not over and source != target):
                move = moves[source, target]
                move[0] += 1
                move[1] += s.seconds if s.cause else 0.0
                move[2] += s.seconds if s.state == "IN_PROGRESS" else 0.0
            if not over:
                held[s.team, s.cause].append(s.seconds)
            before = s
    return {"moves": dict(moves), "held": dict(held)}
