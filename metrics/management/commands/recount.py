import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics import operations
from svs.events import jobs
from svs.events.actor import SYSTEM_ACTOR


class Command(BaseCommand):
    help = "Count every number anew from tickets, surveys and outages; goes on with a count that was broken off."

    def handle(self, *args: Any, **options: Any) -> None:
        job = operations.recount_running() or operations.start_recount(actor=SYSTEM_ACTOR)
        while job.state == job.State.RUNNING:
            jobs.advance(job.pk, seconds=5)
            job.refresh_from_db()
            self.stdout.write(f"{job.done} of {job.total} months")
            if job.attempts:
                time.sleep(1)  # it failed and is tried again, or a worker is at it
        if job.state != job.State.DONE:
            raise CommandError(job.error)
        self.stdout.write(f"{job.result.get('differed', 0)} cells were not the same.")
