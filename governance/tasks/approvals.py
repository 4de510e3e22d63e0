"""What governance does by the clock."""

from datetime import timedelta

from governance.operations import deadlines
from svs.events.schedule import every


@every(timedelta(minutes=5), job="governance.keep_time", queue="critical")
def keep_time() -> None:
    """Remind, give the word to the next rung, and end what nobody decided in time."""
    deadlines.keep_time()


@every(timedelta(days=1), job="governance.forget_links", queue="bulk", offset=timedelta(minutes=35))
def forget_links() -> None:
    """Links of mails that are over lead nowhere."""
    deadlines.forget_links()
