"""The relay: looks for pending work in PostgreSQL and wakes Celery. The web never talks to the broker.

A dead or frozen Redis delays work and loses none: nothing is marked as sent, the rows stay until their effect.
"""

import logging
import time

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from svs.celery import app
from svs.events import deliver, jobs, registry, schedule
from svs.events.failpoints import failpoint
from svs.events.models import Job, Outgoing, ScheduledRun

log = logging.getLogger("svs.relay")
WAKE_AGAIN = 5.0  # a wake-up may be lost with the broker; say it again while work waits
_woken: dict[str, float] = {}


def poll() -> int:
    """Wake a worker for everything that waits; returns how many wake-ups were sent."""
    now = timezone.now()
    sent = 0
    for consumer in deliver.pending():
        known = registry.consumers().get(consumer)
        if known:
            sent += _wake(f"drain:{consumer}", "svs.drain", known.queue, consumer=consumer)
    if Outgoing.objects.filter(state=Outgoing.State.PENDING, due_at__lte=now).exists():
        sent += _wake("send", "svs.send", "mail")
    for job_id, kind in Job.objects.filter(state=Job.State.RUNNING, due_at__lte=now).values_list(
        "id", "kind"
    )[:50]:
        sent += _wake(f"job:{job_id}", "svs.advance", jobs.queue_of(kind), job_id=job_id)
    for run_id, name in ScheduledRun.objects.filter(done_at__isnull=True).values_list("id", "job")[
        :50
    ]:
        known_job = schedule.schedules().get(name)
        sent += _wake(
            f"run:{run_id}",
            "svs.scheduled",
            known_job.queue if known_job else "critical",
            run_id=run_id,
        )
    for waiting in schedule.waiting().values():
        if waiting.due():
            sent += _wake(f"due:{waiting.job}", "svs.due", waiting.queue, job=waiting.job)
    return sent


def _wake(key: str, task: str, queue: str, **kwargs: object) -> int:
    now = time.monotonic()
    if now - _woken.get(key, -WAKE_AGAIN) < (
        0.5 if key.startswith(("drain", "due", "send")) else WAKE_AGAIN
    ):
        return 0
    app.send_task(task, kwargs=kwargs, queue=queue, expires=60)
    failpoint("after_wake")
    _woken[key] = now
    return 1


def run(stop: "Stop", interval: float = 0.2) -> None:
    """Poll until told to stop; a broken database or broker is waited for, with a growing pause."""
    pause = interval
    while not stop.asked:
        try:
            close_old_connections()
            poll()
            pause = interval
        except (DatabaseError, BrokerError, RedisError, OSError) as error:
            log.warning("relay waits", extra={"error": repr(error)[:300]})
            connection.close()
            pause = min(5.0, max(0.5, pause * 2))
        if len(_woken) > 10_000:
            _woken.clear()
        stop.wait(pause)


class Stop:
    """Set by a signal; the loop leaves at the next turn."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, *_: object) -> None:
        self.asked = True

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(min(0.1, seconds))
