"""Long work on items, in chunks."""

from practices.configuration import operations
from svs.events import jobs
from svs.events.models import Job


@jobs.kind(operations.IMPORT_JOB, words="Items from a list")
def import_items(job: Job) -> bool:
    return operations.import_chunk(job)
