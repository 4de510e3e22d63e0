"""From the rows of one case to its life: pure, so that it can be held against an oracle.

Rows are ordered by time, at equal stamps by their order number; at each instant the last row wins, and neighbours that
say the same are one stretch. A life begins when the case was opened, in the queue, held by nobody.
"""

from dataclasses import dataclass
from datetime import datetime

from practices.desk import states
from practices.desk.bulk.mapping import Row


@dataclass(slots=True)
class Part:
    """One stretch of a life; `until` is None for the last."""

    since: datetime
    until: datetime | None
    state: str
    source_state: str
    phase: str
    cause: str
    team: str
    assignee: str

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return self.state, self.source_state, self.team, self.assignee, self.cause


@dataclass(slots=True)
class Life:
    """A case as it was lived."""

    rows: list[Row]  # in order
    parts: list[Part]
    logged_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None


def in_order(rows: list[Row]) -> list[Row]:
    """Rows by time; at equal stamps by their order number, then as they came."""
    return sorted(rows, key=lambda row: (row.at, row.order))


def live(rows: list[Row], kind: states.Kind) -> Life:
    """The life that these rows of one case tell."""
    ordered = in_order(rows)
    opened = next((row.opened_at for row in ordered if row.opened_at), None)
    logged_at = min(opened, ordered[0].at) if opened else ordered[0].at
    parts: list[Part] = []
    if logged_at < ordered[0].at:
        initial = kind.machine.initial
        parts.append(Part(logged_at, None, initial, "", kind.phases[initial], states.QUEUE, "", ""))
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following is None or following.at != row.at:  # the last row of its instant
            _append(parts, row, kind.phases[row.state])
    return Life(ordered, parts, logged_at, _entered(parts, {states.DONE}), _closed(parts))


def _append(parts: list[Part], row: Row, phase: str) -> None:
    """Begin a stretch where this row says something else than the one before."""
    cause = states.QUEUE if phase == states.QUEUED else row.cause if phase == states.WAITING else ""
    part = Part(row.at, None, row.state, row.source_state, phase, cause, row.team, row.assignee)
    if parts:
        if parts[-1].key == part.key:
            return
        parts[-1].until = row.at
    parts.append(part)


def _entered(parts: list[Part], phases: set[str]) -> datetime | None:
    """The moment of the last entry into these phases, when the life ends in one of them."""
    since = None
    for part in reversed(parts):
        if part.phase not in phases:
            break
        since = part.since
    return since


def _closed(parts: list[Part]) -> datetime | None:
    return parts[-1].since if parts[-1].state == "CLOSED" else None
