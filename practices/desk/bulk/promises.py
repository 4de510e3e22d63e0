"""What was promised on the tickets of a past, and how their clocks stand at its end: as the operations would have turned them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from practices.desk.bulk.lives import Life
from practices.desk.operations.clocks import SHARES, STANDS
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.queries import Promises
from practices.service_level.states import MEASURES, RESOLUTION

COLUMNS = (
    "measure", "target_seconds", "target_id", "calendar_id", "used_seconds", "runs", "running_since", "started_at", "due_at", "paused_at",
    "stopped_at", "warned", "next_warning_at",
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
    hours, calendar, now = (
        promises.hours_of(service_id),
        promises.calendar_of(service_id),
        timezone.now(),
    )
    made = Promised()
    if responded_at:
        made.response_seconds = rules.seconds_between(hours, life.logged_at, responded_at)
    for measure in MEASURES:
        term = promises.term(kind, priority, service_id, measure, at=life.logged_at, now=now)
        if term is None:
            continue
        if measure == RESOLUTION:
            runs, running, paused = _turned(life, hours)
            since, stopped = running or paused or life.logged_at, life.resolved_at
        else:
            stopped = responded_at or life.resolved_at
            runs = (
                [(life.logged_at, stopped, rules.seconds_between(hours, life.logged_at, stopped))]
                if stopped
                else []
            )
            running, paused, since = None if stopped else life.logged_at, stopped, life.logged_at
        used = sum(seconds for _, _, seconds in runs)
        left = term.seconds if measure != RESOLUTION else term.seconds - used
        due = rules.add_seconds(hours, since, left)
        if measure == RESOLUTION:
            made.due_at, made.paused_at, made.seconds = due, paused, term.seconds
        else:
            made.response_due_at = due
        warned, warns_at = _warned(hours, term.seconds, used, running, now)
        kept = json.dumps(
            [
                [a.isoformat(), b.isoformat(), *promises.kept(calendar), seconds]
                for a, b, seconds in runs
            ]
        )
        made.clocks.append(
            (
                measure,
                term.seconds,
                term.target_id,
                calendar,
                used,
                kept,
                running,
                life.logged_at,
                due,
                paused,
                stopped,
                warned,
                warns_at,
            )
        )
    return made  # fmt: skip


def _warned(
    hours: rules.Hours, target: int, used: float, running: datetime | None, now: datetime
) -> tuple[int, datetime | None]:
    """The share that lies behind, and when the next is used: of a past nothing is told."""
    if running is None:
        return 0, None
    used_now = used + rules.seconds_between(hours, running, now)
    passed = [share for share in SHARES if used_now * 100 > target * share]
    ahead = next((share for share in SHARES if share not in passed), None)
    warns_at = rules.add_seconds(hours, running, target * ahead / 100 - used) if ahead else None
    return passed[-1] if passed else 0, warns_at


def _turned(
    life: Life, hours: rules.Hours
) -> tuple[list[tuple[datetime, datetime, float]], datetime | None, datetime | None]:
    """Its runs until it last stood with the seconds of each, since when it runs, since when it stands."""
    runs: list[tuple[datetime, datetime, float]] = []
    running, paused = None, None
    for part in life.parts:
        stands = part.phase in STANDS[RESOLUTION]
        if stands and running is not None:
            runs.append((running, part.since, rules.seconds_between(hours, running, part.since)))
            running = None
        if stands:
            paused = paused or part.since
        else:
            running, paused = running or part.since, None
    return runs, running, paused
