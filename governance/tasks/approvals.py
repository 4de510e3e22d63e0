"""What governance does by the clock."""

from datetime import timedelta

from governance.operations import deadlines
from svs.events.schedule import every


@every(timedelta(minutes=5), job="governance.keep_time", queue="critical")
def keep_time() -> None:
    """Remind, give the word to the next rung, and end what nobody decided in time."""
    deadlines.keep_time()
