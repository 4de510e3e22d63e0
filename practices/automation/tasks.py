"""Long work of automation, in chunks."""

from practices.automation import operations
from svs.events import jobs
from svs.events.models import Job


@jobs.kind("automation.dry_run")
def dry_run(job: Job) -> bool:
    return operations.dry_run_chunk(job)
