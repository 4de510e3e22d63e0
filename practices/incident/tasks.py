"""What the incident practice does by the clock, and its long work in chunks."""

from datetime import timedelta

from practices.incident import operations
from svs.events import jobs
from svs.events.models import Job
from svs.events.schedule import every


@every(timedelta(minutes=1), job="incident.wake")
def wake() -> None:
    operations.wake_incidents()


@every(timedelta(minutes=10), job="incident.close", offset=timedelta(minutes=2))
def close() -> None:
    operations.close_restored_incidents()


@jobs.kind("incident.resolve_children", words="Incidents restored with their parent")
def resolve_children(job: Job) -> bool:
    return operations.resolve_children_chunk(job)


@jobs.kind("incident.tell_children", words="A word to all who wait on a parent")
def tell_children(job: Job) -> bool:
    return operations.tell_children_chunk(job)


@jobs.kind("incident.take_back_children", words="Incidents that come back with their parent")
def take_back_children(job: Job) -> bool:
    return operations.take_back_children_chunk(job)
