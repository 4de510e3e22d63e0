"""What improvement does every day."""

from datetime import timedelta

from improvement import operations
from svs.events.schedule import every


@every(timedelta(days=1), job="improvement.trials", queue="bulk", offset=timedelta(minutes=20))
def watch_trials() -> None:
    """End the trials whose time is over, and write once to those whose verdict is overdue."""
    operations.end_due_trials()
    operations.remind_of_verdicts()


@every(timedelta(days=1), job="improvement.candidates", queue="bulk", offset=timedelta(minutes=50))
def find_candidates() -> None:
    """Look over the data for what could be better."""
    operations.find_candidates()
