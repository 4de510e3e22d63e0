"""What this room does once a day."""

from datetime import timedelta

from svs.events.schedule import every
from svs.notices import operations


@every(timedelta(days=1), job="sweep_notices", queue="bulk", offset=timedelta(minutes=35))
def sweep_notices() -> None:
    operations.sweep()
