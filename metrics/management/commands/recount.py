from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics import operations
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import SYSTEM_ACTOR


class Command(BaseCommand):
    help = "Count every number anew from tickets, surveys and outages; a worker may be at it at the same time."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job = operations.start_recount(actor=SYSTEM_ACTOR)
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        jobs.finish(job.pk)
        job.refresh_from_db()
        self.stdout.write(f"{job.done} months counted, {job.result.get('differed', 0)} numbers differed.")  # fmt: skip
        if job.state != job.State.DONE:
            raise CommandError(job.error or "A worker goes on with it: see admin/recount/.")
