"""Celery tasks of the spine. They take no work with them: what to do stands in the database."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from svs.events import deliver, jobs, outgoing, schedule
from svs.events.models import ScheduledRun


@shared_task(name="svs.drain")
def drain(consumer: str, **_future: object) -> None:
    """Work off one consumer's deliveries."""
    deliver.drain(consumer)


@shared_task(name="svs.send")
def send(**_future: object) -> None:
    """Send what waits to leave."""
    outgoing.send_due()


@shared_task(name="svs.advance")
def advance(job_id: int, **_future: object) -> None:
    """Do chunks of one long job."""
    jobs.advance(job_id)


@shared_task(name="svs.due")
def due(job: str, **_future: object) -> None:
    """Do what fell due of one sort of work."""
    waiting = schedule.waiting().get(job)
    if waiting is not None:
        waiting.run()


@shared_task(name="svs.scheduled")
def scheduled(run_id: int, **_future: object) -> None:
    """Do one scheduled run; whoever locks its row first does it, and only once."""
    with transaction.atomic():
        run = (
            ScheduledRun.objects.select_for_update(skip_locked=True)
            .filter(pk=run_id, done_at__isnull=True)
            .first()
        )
        if run is None:
            return
        job = schedule.schedules().get(run.job)
        if job is not None:
            job.run()
        ScheduledRun.objects.filter(pk=run_id).update(done_at=timezone.now())
