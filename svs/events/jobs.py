"""Long work as chunks of seconds: progress is kept, a killed worker costs one chunk, and nobody waits on a page."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from svs.events.models import Job, JobFile
from svs.locks import alone

log = logging.getLogger("svs.jobs")
Chunk = Callable[[Job], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of long work: how one chunk is done, on which queue, its name for people, and whether a person may stop it.

    `says` tells on the health page what the newest one found.
    """

    chunk: Chunk
    queue: str
    words: str
    may_cancel: bool
    says: Callable[[Job], str] | None = None


_kinds: dict[str, Kind] = {}
MAX_ATTEMPTS = 5
REJECTS = "rejects.csv"


def kind(
    name: str,
    *,
    queue: str = "bulk",
    words: str = "",
    may_cancel: bool = False,
    says: Callable[[Job], str] | None = None,
) -> Callable[[Chunk], Chunk]:
    """Register the chunk of a kind of job: it does a few seconds of work, updates cursor, done, total and
    result on the job it is given, and returns True when all is done. `may_cancel` where half of it is no harm."""

    def register(chunk: Chunk) -> Chunk:
        _kinds[name] = Kind(chunk, queue, words or name, may_cancel, says)
        return chunk

    return register


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds() -> dict[str, Kind]:
    """Every kind of long work that is known."""
    return dict(_kinds)


def queue_of(name: str) -> str:
    return _kinds[name].queue if name in _kinds else "bulk"


def start(name: str, *, requested_by_id: int | None = None, total: int = 0, **args: Any) -> Job:
    """Ask for a job; the relay wakes a worker for it."""
    return Job.objects.create(kind=name, args=args, total=total, requested_by_id=requested_by_id)


@transaction.atomic
def prepare(name: str, *, text: str, requested_by_id: int | None, total: int = 0, **args: Any) -> Job:  # fmt: skip
    """Keep an uploaded list until a person has seen what it would do and says yes (`begin`)."""
    job = Job.objects.create(
        kind=name, args=args, total=total, requested_by_id=requested_by_id, state=Job.State.PREPARED
    )
    JobFile.objects.create(job=job, name="input", text=text)
    return job


def begin(job: Job) -> bool:
    """Let prepared work run; False when it is no longer waiting for a yes."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.PREPARED)
    return bool(waiting.update(state=Job.State.RUNNING, due_at=timezone.now()))


def input_of(job: Job) -> str:
    """The list it reads."""
    return JobFile.objects.values_list("text", flat=True).get(job=job, name="input")


def leave(job: Job, name: str, text: str) -> None:
    """Add to a file that this work leaves behind."""
    file, made = JobFile.objects.get_or_create(job=job, name=name, defaults={"text": text})
    if not made:
        file.text += text
        file.save(update_fields=["text"])


def advance(job_id: int, *, seconds: float = 40.0) -> None:
    """Do chunks until done or until the time is up; the relay calls again."""
    with alone(f"svs.job.{job_id}") as held:
        deadline = time.monotonic() + seconds
        while held and time.monotonic() < deadline and _chunk(job_id):
            pass


def finish(job_id: int) -> None:
    """Do all of a job here and now, however long it takes: for commands, never for a request."""
    while Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempts=0).exists():
        advance(job_id)


def _chunk(job_id: int) -> bool:
    """One chunk in one transaction; True when there is more to do now."""
    job = Job.objects.filter(pk=job_id, state=Job.State.RUNNING, due_at__lte=timezone.now()).first()
    if job is None or job.kind not in _kinds:
        return False
    if job.attempts >= MAX_ATTEMPTS:  # counted and never taken back: each time its worker was ended
        words = "Whoever took it up was ended amid the work, five times."
        Job.objects.filter(pk=job_id).update(state=Job.State.FAILED, error=words)
        return False
    Job.objects.filter(pk=job_id).update(attempts=job.attempts + 1)
    try:
        with transaction.atomic():
            finished = _kinds[job.kind].chunk(job)
            job.attempts = 0
            _keep(job, finished)
    except Exception as error:  # the chunk is rolled back and tried again later
        log.exception("job chunk failed", extra={"job": job_id})
        failed = job.attempts + 1 >= MAX_ATTEMPTS
        Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(
            error=f"{type(error).__name__}: {error}"[:2000],
            state=Job.State.FAILED if failed else Job.State.RUNNING,
            due_at=timezone.now() + timedelta(seconds=2 ** (job.attempts + 1)),
        )
        return False
    return not finished


def _keep(job: Job, finished: bool) -> None:
    """Write what the chunk did; a person may have cancelled meanwhile, and that stands."""
    if finished:
        job.state, job.finished_at = Job.State.DONE, timezone.now()
    fields = ("args", "cursor", "result", "done", "total", "attempts", "due_at")
    said = {name: getattr(job, name) for name in fields}
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
    running.update(**said, error=job.error, state=job.state, finished_at=job.finished_at)
