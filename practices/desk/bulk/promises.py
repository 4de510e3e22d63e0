"""What was promised on the tickets of a past, and how their clocks stand at its end: as the operations would have turned them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from practices.desk.bulk.lives import Life
from practices.desk.operations.clocks import STANDS
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.queries import Promises
from practices.service_level.states import MEASURES, RESOLUTION

COLUMNS = (
    "measure", "target_seconds", "calendar_id", "used_seconds", "running_since", "started_at", "due_at", "paused_at", "stopped_at",
)  # fmt: skip


@dataclass(slots=True)
class Promised:
    """What a ticket keeps of its promises, and its clocks as rows."""

    due_at: datetime | None = None
    paused_at: datetime | None = None
    seconds: int | None = None
    response_due_at: datetime | None = None
    response_seconds: float | None = None
    clocks: list[tuple[Any, ...]] = field(default_factory=list)


def known() -> Promises:
    """The promises and hours in force, read once a batch."""
    return service_levels.promises()


def of(
    life: Life, promises: Promises, *, kind: str, priority: int, service_id: int | None, responded_at: datetime | None
) -> Promised:  # fmt: skip
    """The promises of one life."""
    hours, calendar = promises.hours_of(service_id), promises.calendar_of(service_id)
    made = Promised()
    if responded_at:
        made.response_seconds = rules.seconds_between(hours, life.logged_at, responded_at)
    for measure in MEASURES:
        target = promises.target(kind, priority, service_id, measure)
        if target is None:
            continue
        if measure == RESOLUTION:
            used, running, paused = _turned(life, hours)
            since, stopped = running or paused or life.logged_at, life.resolved_at
            made.due_at = due = rules.add_seconds(hours, since, target - used)
            made.paused_at, made.seconds = paused, target
        else:
            stopped = responded_at or life.resolved_at
            used = rules.seconds_between(hours, life.logged_at, stopped) if stopped else 0.0
            running, paused = None if stopped else life.logged_at, stopped
            made.response_due_at = due = rules.add_seconds(hours, life.logged_at, target)
        made.clocks.append((measure, target, calendar, used, running, life.logged_at, due, paused, stopped))  # fmt: skip
    return made


def _turned(life: Life, hours: rules.Hours) -> tuple[float, datetime | None, datetime | None]:
    """Seconds used until it last stood, since when it runs, since when it stands."""
    used, running, paused = 0.0, None, None
    for part in life.parts:
        stands = part.phase in STANDS[RESOLUTION]
        if stands and running is not None:
            used += rules.seconds_between(hours, running, part.since)
            running = None
        if stands:
            paused = paused or part.since
        else:
            running, paused = running or part.since, None
    return used, running, paused
