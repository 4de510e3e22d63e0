"""What is done by the clock or in chunks: closing days that are over, counting everything anew."""

from datetime import timedelta

from metrics import operations
from svs.events import jobs
from svs.events.models import Job
from svs.events.schedule import every


@every(timedelta(hours=1), job="metrics.close_days", queue="kpi", offset=timedelta(minutes=10))
def close_days() -> None:
    """Ten minutes past every hour, for somewhere midnight has just been."""
    operations.start_closing()


@jobs.kind(operations.CLOSE, queue="kpi", words="Days that are over, closed")
def close_next(job: Job) -> bool:
    return operations.close_next(job)


@jobs.kind(operations.RECOUNT, queue="kpi", words="Every number, counted anew", may_cancel=True)
def recount_next(job: Job) -> bool:
    return operations.recount_next(job)
