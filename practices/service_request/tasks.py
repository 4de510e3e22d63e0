"""What the service request practice does by the clock."""

from datetime import timedelta

from practices.service_request import operations
from svs.events.schedule import every


@every(timedelta(minutes=1), job="request.wake", offset=timedelta(seconds=30))
def wake() -> None:
    operations.wake_requests()


@every(timedelta(minutes=10), job="request.close", offset=timedelta(minutes=3))
def close() -> None:
    operations.close_fulfilled_requests()
