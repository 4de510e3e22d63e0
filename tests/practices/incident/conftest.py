"""Incidents of the requester on the scanners, at a Monday morning that stands still."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from practices.incident import operations

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RESTORED = {"resolution": "Back to 8.3", "resolution_code": "fixed", "cause_code": "change"}


def at(**passed: float) -> time_machine.travel:
    """So long after that Monday morning."""
    return time_machine.travel(MONDAY + timedelta(**passed), tick=False)


@pytest.fixture
def log(by_agent, requester, scanners):
    """Log an incident; what is said of it wins over the usual."""

    def make(title: str = "Scanners lose session", **said):
        usual = {"requester": requester, "service_id": scanners.pk}
        return operations.log_incident(actor=by_agent, title=title, **{**usual, **said})

    return make


@pytest.fixture
def resolve(by_agent):
    """Restore a service as people say it."""

    def do(ticket, **said):
        return operations.resolve_incident(ticket=ticket, actor=by_agent, **{**RESTORED, **said})

    return do


@pytest.fixture
def as_agent(client, agent):
    client.force_login(agent)
    return client
