"""A recount whose worker is killed fifty times, at any moment, counts the same as one that nobody touched."""

import os
import random
import signal
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from metrics import operations
from metrics.models import Cell
from svs.accounts.models import User
from svs.events import deliver, jobs, registry
from svs.events.actor import person
from svs.events.models import Job

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
KILLS = 50


def rows() -> list[tuple]:
    found = Cell.objects.order_by("measure", "service", "day", "team")
    return list(found.values_list("measure", "service", "team", "day", "n", "total", "base", "seconds"))  # fmt: skip


def worker(job_id: int) -> int:
    """A worker that does this job for a while; returns its process id."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            jobs.advance(job_id, seconds=2)
        finally:
            os._exit(0)
    return child


def test_a_recount_killed_50_times_equals_one_from_scratch():
    call_command("demo", tickets=300, stdout=StringIO())
    while sum(deliver.drain(name) for name in registry.consumers()):
        pass
    counted, killed = rows(), 0
    maya = person(User.objects.get(email="maya.okafor@northwind.example"))
    assert counted

    while killed < KILLS:
        job = operations.recount_running() or operations.start_recount(actor=maya)
        Cell.objects.filter(pk__in=Cell.objects.order_by("?")[:50]).update(n=1, total=1)
        child = worker(job.pk)
        time.sleep(random.uniform(0.02, 0.25))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        Job.objects.filter(pk=job.pk).update(attempts=0)
    last = operations.recount_running()
    if last is not None:
        jobs.finish(last.pk)
    jobs.finish(operations.start_recount(actor=maya).pk)

    assert rows() == counted
