"""How long things around an approval last."""

from datetime import datetime, timedelta

READS_ON = timedelta(days=30)  # so long whoever was asked still sees what became of it
LINK_FOR = timedelta(hours=72)  # a link in a mail leads to the ballot no longer


def due_after(hours: int, now: datetime) -> datetime:
    """Until when a step is asked."""
    return now + timedelta(hours=hours)


def rung_due(hours: int, now: datetime) -> datetime:
    """Until when each rung is asked: half of the time that the step had, and at least an hour."""
    return now + max(timedelta(hours=1), timedelta(hours=hours) / 2)


def remind_at(opened_at: datetime, due_at: datetime) -> datetime:
    """Half of the time is gone."""
    return opened_at + (due_at - opened_at) / 2


def link_until(now: datetime, due_at: datetime) -> datetime:
    return min(now + LINK_FOR, due_at)
