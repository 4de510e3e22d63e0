"""What change enablement does by the clock."""

from datetime import timedelta

from practices.change import operations
from svs.events.schedule import every


@every(timedelta(minutes=1), job="change.windows", offset=timedelta(seconds=10))
def windows() -> None:
    operations.tell_windows()


@every(timedelta(minutes=10), job="change.close", offset=timedelta(minutes=7))
def close() -> None:
    operations.close_clean()


@every(timedelta(days=1), job="change.records", offset=timedelta(hours=2, minutes=20))
def records() -> None:
    operations.propose_by_record()
