"""Schedules live in code. A tick inserts a unique (job, due_at), so two schedulers run one job once,
and after an outage each job catches up with one run, not with every missed one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from svs.events.models import ScheduledRun


@dataclass(frozen=True)
class Schedule:
    """A job that runs every so often, counted from midnight UTC plus an offset."""

    job: str
    every: timedelta
    offset: timedelta
    queue: str
    run: Callable[[], None]

    def due(self, now: datetime) -> datetime:
        """The newest due moment not after `now`."""
        start = datetime(2020, 1, 1, tzinfo=UTC) + self.offset
        return start + ((now - start) // self.every) * self.every


_schedules: dict[str, Schedule] = {}


def every(
    interval: timedelta, *, job: str, queue: str = "critical", offset: timedelta = timedelta(0)
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a job to run every `interval`."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        _schedules[job] = Schedule(job, interval, offset, queue, run)
        return run

    return register


@dataclass(frozen=True)
class Waiting:
    """Work of ours that falls due at moments of its own: a cheap look tells whether there is any."""

    job: str
    queue: str
    due: Callable[[], bool]
    run: Callable[[], None]


_waiting: dict[str, Waiting] = {}


def whenever(
    due: Callable[[], bool], *, job: str, queue: str = "critical"
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register work that the relay wakes a worker for as long as `due` says there is some; `run` may be called twice at once."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        _waiting[job] = Waiting(job, queue, due, run)
        return run

    return register


def waiting() -> dict[str, Waiting]:
    return dict(_waiting)


def schedules() -> dict[str, Schedule]:
    return dict(_schedules)


def tick(now: datetime) -> int:
    """Insert the due run of every job; returns how many were new."""
    rows = [ScheduledRun(job=s.job, due_at=s.due(now)) for s in _schedules.values()]
    before = ScheduledRun.objects.count() if rows else 0
    ScheduledRun.objects.bulk_create(rows, ignore_conflicts=True)
    return ScheduledRun.objects.count() - before if rows else 0
