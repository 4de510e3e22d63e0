"""Owners are reminded, acceptances end, escalations go a rung up."""

from datetime import timedelta

from governance.operations import escalations, nagging, risks
from svs.events.schedule import every


@every(timedelta(days=1), job="governance.register", queue="bulk", offset=timedelta(minutes=30))
def look_at_register() -> None:
    """End the acceptances whose day is over, and remind owners of what they are to look at again."""
    risks.expire_acceptances()
    nagging.nag_owners()


@every(timedelta(minutes=5), job="governance.escalations", queue="bulk")
def take_up() -> None:
    """Take what nobody decided a rung up, and escalate what nobody answered."""
    escalations.take_up()
    escalations.escalate_unanswered()
