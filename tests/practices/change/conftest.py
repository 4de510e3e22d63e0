"""Changes of the scanners, at nine on a Monday; where nobody has to say yes, and where the table of rights asks."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from practices.change import operations
from practices.change.models import Change
from svs import gates

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHOLE = {"plan": "Push 8.3\nRestart once", "backout": "Push 8.4", "test": "Two spare handhelds roamed", "backout_minutes": 5}  # fmt: skip


@pytest.fixture
def morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def nobody_judges(monkeypatch):
    """As in a house without governance: everything passes at once."""
    monkeypatch.setattr(gates, "_judges", [])


@pytest.fixture
def draft(by_agent, scanners, morning):
    """Draft a change of the scanners from eleven to noon; what is said of it wins over the usual."""

    def make(**said):
        usual = {"title": "Roll hall A back to 8.3", "service_id": scanners.pk, "starts_at": NOW + timedelta(hours=2), "ends_at": NOW + timedelta(hours=3)}  # fmt: skip
        return operations.draft_change(**{"actor": by_agent, **usual, **WHOLE, **said})

    return make


@pytest.fixture
def begun(draft, by_agent, morning, nobody_judges):
    """A change that is under way, half an hour after nobody had to say yes."""

    def make(**said):
        ticket = operations.submit_change(ticket=draft(**said), actor=by_agent)
        morning.move_to(NOW + timedelta(hours=2, minutes=10))
        return operations.start_change(ticket=ticket, actor=by_agent)

    return make


def change_of(ticket) -> Change:
    return Change.objects.select_related("ticket").get(pk=ticket.pk)
