"""Impact and urgency make the priority; how long a restored incident may come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

Matrix = list[list[int]]  # rows of impact, columns of urgency, 1 high to 3 low -> priority 1 to 4
LEVELS, PRIORITIES = (1, 2, 3), (1, 2, 3, 4)
WORDS = {1: "high", 2: "medium", 3: "low"}
USUAL = ((1, 2, 3), (2, 3, 4), (3, 4, 4))


def priority(matrix: Matrix, impact: int, urgency: int) -> int:
    """The priority 1 (most urgent) to 4 of an incident with this impact and urgency (1 high to 3 low)."""
    return matrix[impact - 1][urgency - 1]


def explain(matrix: Matrix, impact: int, urgency: int) -> str:
    """The priority and where it comes from, in a sentence."""
    number = priority(matrix, impact, urgency)
    return f"Impact {WORDS[impact]} and urgency {WORDS[urgency]} make it priority {number}."


def matrix_faults(value: Any) -> list[str]:
    """What is wrong with a proposed matrix, each in a sentence; nothing when it makes sense."""
    if not _is_grid(value):
        return ["Give three rows of three priorities, each 1 to 4."]
    found = []
    for i, u in ((i, u) for i in LEVELS for u in LEVELS):
        here = priority(value, i, u)
        if i > 1 and priority(value, i - 1, u) > here:
            found.append(f"At urgency {WORDS[u]}, impact {WORDS[i - 1]} may not be less urgent than impact {WORDS[i]}.")  # fmt: skip
        if u > 1 and priority(value, i, u - 1) > here:
            found.append(f"At impact {WORDS[i]}, urgency {WORDS[u - 1]} may not be less urgent than urgency {WORDS[u]}.")  # fmt: skip
    return found


def _is_grid(value: Any) -> bool:
    rows = value if isinstance(value, list) and len(value) == len(LEVELS) else []
    cells = [cell for row in rows if isinstance(row, list) and len(row) == len(LEVELS) for cell in row]  # fmt: skip
    return len(cells) == len(LEVELS) ** 2 and all(type(cell) is int and cell in PRIORITIES for cell in cells)  # fmt: skip


def reopens_until(resolved_at: datetime, days: int) -> datetime:
    """The last moment at which a restored incident may come back."""
    return resolved_at + timedelta(days=days)
