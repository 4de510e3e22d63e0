"""Long work as chunks of seconds: progress is kept, a killed worker costs one chunk, and nobody waits on a page."""

import logging
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from svs.events.models import Job

log = logging.getLogger("svs.jobs")
_kinds: dict[str, tuple[Callable[[Job], bool], str]] = {}
MAX_ATTEMPTS = 5


def kind(
    name: str, *, queue: str = "bulk"
) -> Callable[[Callable[[Job], bool]], Callable[[Job], bool]]:
    """Register the chunk of a kind of job: it does a few seconds of work, updates cursor, done, total and
    result on the job it is given, and returns True when all is done."""

    def register(chunk: Callable[[Job], bool]) -> Callable[[Job], bool]:
        _kinds[name] = (chunk, queue)
        return chunk

    return register


def queue_of(name: str) -> str:
    return _kinds[name][1] if name in _kinds else "bulk"


def start(name: str, *, requested_by_id: int | None = None, total: int = 0, **args: Any) -> Job:
    """Ask for a job; the relay wakes a worker for it."""
    return Job.objects.create(kind=name, args=args, total=total, requested_by_id=requested_by_id)


def advance(job_id: int, *, seconds: float = 40.0) -> None:
    """Do chunks until done or until the time is up; the relay calls again."""
    key = zlib.crc32(f"svs.job.{job_id}".encode())
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            return
    try:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and _chunk(job_id):
            pass
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [key])


def finish(job_id: int) -> None:
    """Do all of a job here and now, however long it takes: for commands, never for a request."""
    while Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempts=0).exists():
        advance(job_id)


def _chunk(job_id: int) -> bool:
    """One chunk in one transaction; True when there is more to do now."""
    job = Job.objects.filter(pk=job_id, state=Job.State.RUNNING, due_at__lte=timezone.now()).first()
    if job is None or job.kind not in _kinds:
        return False
    Job.objects.filter(pk=job_id).update(attempts=job.attempts + 1)
    try:
        with transaction.atomic():
            finished = _kinds[job.kind][0](job)
            job.attempts = 0
            if finished:
                job.state, job.finished_at = Job.State.DONE, timezone.now()
            job.save()
    except Exception as error:  # the chunk is rolled back and tried again later
        log.exception("job chunk failed", extra={"job": job_id})
        failed = job.attempts + 1 >= MAX_ATTEMPTS
        Job.objects.filter(pk=job_id).update(
            error=f"{type(error).__name__}: {error}"[:2000],
            state=Job.State.FAILED if failed else Job.State.RUNNING,
            due_at=timezone.now() + timedelta(seconds=2 ** (job.attempts + 1)),
        )
        return False
    return not finished
