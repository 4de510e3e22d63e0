"""Meetings are planned one ahead, and told of a day before."""

from datetime import timedelta

from governance.operations import reviews
from svs.events.schedule import every


@every(timedelta(minutes=15), job="governance.reviews")
def plan_and_announce() -> None:
    """Plan what comes next for every board, and tell of what comes tomorrow."""
    reviews.plan_ahead()
    reviews.announce()
