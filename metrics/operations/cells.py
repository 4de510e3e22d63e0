"""Counting: what events touched, a day that is over, and everything anew."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction

from metrics import bulk, queries, rules
from metrics.bulk import Keys, MonthOf
from metrics.bulk.cells import agree, lock
from metrics.models import AgreedHours, ClosedDay, PeriodFigure
from metrics.operations.signals import look_at_services
from metrics.queries import Touched, days
from practices.desk.bulk.settle import settle
from practices.desk.queries import measured as desk
from practices.service_level import queries as service_levels
from practices.service_level.rules import intervals
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.events.models import Job
from svs.services import queries as services

RECOUNT, CLOSE = "metrics.recount", "metrics.close_days"
CHUNK_SECONDS = 2.0


@transaction.atomic
def refresh(touched: Touched) -> None:
    """Count anew what these events touched, and hold the services' measures against it. Emits signal.raised where a promise breaks."""
    keys = queries.keys(touched)
    if keys:
        _count(keys)


def _count(keys: Keys) -> None:
    closed = queries.last_closed()
    bulk.count(keys, closed)
    measures = {m for source in keys for m in rules.measures_of(source)}
    touched = {key for found in keys.values() for key in found}
    bulk.add_up(bulk.mondays_of(touched), (), measures, closed)
    _add_up_windows({service_id for service_id, _ in touched}, measures, closed)


def _add_up_windows(service_ids: Collection[int], measures: Collection[str], closed: date | None) -> None:  # fmt: skip
    """The last four weeks of these services: of all measures where they end on another day than before, else of those touched."""
    ends = queries.ends_of(service_ids)
    windows = PeriodFigure.objects.filter(service__in=service_ids, days=rules.WINDOW_DAYS)
    before = dict(windows.values_list("service_id", "since"))
    ago = timedelta(days=rules.WINDOW_DAYS - 1)
    same = {s for s, until in ends.items() if before.get(s) == until - ago}
    windows.exclude(service__in=ends).delete()
    bulk.add_up((), [(s, ends[s]) for s in same], measures, closed)
    bulk.add_up((), [(s, until) for s, until in ends.items() if s not in same], rules.MEASURES, closed)  # fmt: skip
    look_at_services(service_ids)


@transaction.atomic
def close_day(*, day: date) -> None:
    """Take the levels of a day that is over: the hours agreed then, the backlog at its end, the time services were up.

    Closing it again changes nothing. The first day ever closed has everything before it counted, too.
    """
    first = not ClosedDay.objects.exists()
    ClosedDay.objects.get_or_create(day=day)
    AgreedHours.objects.bulk_create(_agreed([day]), ignore_conflicts=True)
    keys = {(service_id, day) for service_id in services.all_ids()}
    if keys:
        _count({"open": keys, "outage": keys})
    oldest = desk.first_day()
    if first and oldest and oldest < day:
        jobs.start(RECOUNT)


def _agreed(found: Iterable[date]) -> list[AgreedHours]:
    """The hours agreed now for every service at work, on each of these days."""
    hours = {service_id: service_levels.hours_of(service_id) for service_id in services.active_ids()}  # fmt: skip
    return [
        agree(service_id, day, intervals(agreed, days.start_of(day), days.start_of(day + timedelta(days=1))))
        for day in found
        for service_id, agreed in hours.items()
    ]  # fmt: skip


def day_to_close() -> date | None:
    """The next day that is over and not closed: the one after the last, or yesterday where none ever was."""
    last, yesterday = queries.last_closed(), queries.today() - timedelta(days=1)
    day = last + timedelta(days=1) if last else yesterday
    return day if day <= yesterday else None


def start_closing() -> Job | None:
    """Have the days that are over closed, one by one, by a job; missed ones too. None where there is nothing to do."""
    if day_to_close() is None or _running(CLOSE):
        return None
    return jobs.start(CLOSE)


@transaction.atomic
def close_next(job: Job) -> bool:
    """One chunk: the next day; true when all are closed."""
    day = day_to_close()
    if day is None:
        return True
    close_day(day=day)
    job.done, job.result = job.done + 1, {"closed": job.done + 1, "until": day.isoformat()}
    job.total = job.done + max(0, (queries.today() - day).days - 1)
    return False


def _running(kind: str) -> bool:
    return Job.objects.filter(kind=kind, state=Job.State.RUNNING).exists()


def recount_running() -> Job | None:
    """The count that is under way, or was broken off."""
    return Job.objects.filter(kind=RECOUNT, state=Job.State.RUNNING).order_by("id").first()


@transaction.atomic
def start_recount(*, actor: Actor) -> Job:
    """Have every number counted anew from the tickets, by a job that can be left.

    Raises RuleViolation("recount_running"). Emits recount.started.
    """
    lock([0])  # two at once: the second finds the first one's job
    if _running(RECOUNT):
        raise RuleViolation("recount_running", "Everything is being counted anew already.")
    job = jobs.start(RECOUNT, requested_by_id=actor.user_id)
    emit("recount.started", subject=job, actor=actor, data={})
    return job


@transaction.atomic
def recount_next(job: Job) -> bool:
    """One chunk: months of services for a second or two; true when all are counted. Emits recount.finished.

    Where it stands is kept with its effect, so a worker killed at any moment repeats at most this chunk.
    """
    months = list(bulk.months_of())
    rest = [month for month in months if _place(month) > job.cursor.get("after", [])]
    differed, deadline = job.result.get("differed", 0), time.monotonic() + CHUNK_SECONDS
    while rest and time.monotonic() < deadline:
        month, *rest = rest
        differed += bulk.recount(month)
        if not rest or rest[0].service_id != month.service_id:
            _add_up_windows([month.service_id], rules.MEASURES, queries.last_closed())
        job.cursor = {"after": _place(month)}
    job.total, job.done = len(months), len(months) - len(rest)
    job.result = {"differed": differed}
    if not rest:
        emit("recount.finished", subject=job, actor=SYSTEM_ACTOR, data={"differed": differed})
    return not rest


def _place(month: MonthOf) -> list[object]:
    return [month.service_id, month.since.isoformat()]


@transaction.atomic
def close_history(*, since: date) -> None:
    """Take the levels of every day from this one to yesterday, and count everything: for a past that was made or brought at once."""
    settle()
    yesterday = queries.today() - timedelta(days=1)
    over = [since + timedelta(days=n) for n in range((yesterday - since).days + 1)]
    ClosedDay.objects.bulk_create([ClosedDay(day=day) for day in over], ignore_conflicts=True)
    AgreedHours.objects.bulk_create(_agreed(over), ignore_conflicts=True, batch_size=2000)
    bulk.count_all()
    _add_up_windows(services.all_ids(), rules.MEASURES, queries.last_closed())
