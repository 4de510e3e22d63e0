"""Long work goes on where it was, and what cannot be done says so instead of being tried for ever."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from svs.events import jobs
from svs.events.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting():
    """A job of three chunks that counts them."""
    done: list[int] = []

    @jobs.kind("test.counting")
    def chunk(job: Job) -> bool:
        done.append(job.done)
        if job.args.get("breaks"):
            raise ValueError("broken")
        job.done += 1
        return job.done == 3

    yield done
    jobs._kinds.pop("test.counting")


def test_work_is_done_chunk_by_chunk(counting):
    job = jobs.start("test.counting", total=3)
    jobs.finish(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, counting) == ("done", 3, [0, 1, 2])


def test_a_chunk_that_fails_five_times_ends_the_job_with_its_reason(counting):
    job = jobs.start("test.counting", breaks=True)
    for n in range(jobs.MAX_ATTEMPTS + 2):
        with time_machine.travel(timezone.now() + timedelta(hours=n)):
            jobs.advance(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error, len(counting)) == ("failed", "ValueError: broken", 5)


def test_a_chunk_that_ended_five_workers_is_not_given_to_a_sixth(counting):
    job = jobs.start("test.counting")
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)  # what a kill leaves behind
    jobs.advance(job.pk)

    job.refresh_from_db()
    assert (job.state, counting) == ("failed", [])
    assert "ended amid the work" in job.error
