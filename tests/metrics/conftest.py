"""Measures of a service whose promise was kept, or broken."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from metrics import operations
from metrics.models import Kpi, Signal
from practices.incident import operations as incidents
from svs.events import deliver
from svs.events.actor import Actor, person
from svs.services.models import Outcome

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
RULE = "If it is longer for four weeks, the owner takes the last change back."


def restored(by: Actor, service, *minutes: int, start: datetime = MONDAY, team=None) -> list:
    """Incidents of a service restored after so many minutes, one a day."""
    made = []
    for day, length in enumerate(minutes):
        with time_machine.travel(start + timedelta(days=day), tick=False) as clock:
            ticket = incidents.log_incident(
                actor=by, title=f"Case {day}", service_id=service.pk, team_id=team and team.pk
            )
            clock.shift(timedelta(minutes=length))
            incidents.resolve_incident(
                ticket=ticket,
                actor=by,
                resolution="Restarted it.",
                resolution_code="fixed",
                cause_code="unknown",
            )
        made.append(ticket)
    return made


def count() -> None:
    """Let the worker count what was restored."""
    deliver.drain("metrics.cells")


def measure_at_work(
    service, owner, *, minutes: int = 60, measure: str = "time-to-restore", promise: float | None = None, outcome=None
) -> Kpi:  # fmt: skip
    """A measure with outcome, owner, rule and promise, put to work."""
    if outcome is None:
        outcome, _ = Outcome.objects.get_or_create(
            slug="same-day", defaults={"name": "Orders leave the same day", "team": service.team}
        )
    kpi = operations.propose_kpi(
        actor=person(owner), measure=measure, service_id=service.pk, promise=promise or minutes * 60, outcome_id=outcome.pk,
        owner_id=owner.pk, decision_rule=RULE,
    )  # fmt: skip
    return operations.activate_kpi(kpi=kpi, actor=person(owner))


def broken_promise(by: Actor, service, owner) -> Signal:
    """Six incidents of two hours against a promise of one: a signal."""
    restored(by, service, 120, 120, 120, 120, 120, 120)
    count()
    return measure_at_work(service, owner).signals.select_related("kpi__service").get()


@pytest.fixture
def signal(by_agent, scanners, owner) -> Signal:
    return broken_promise(by_agent, scanners, owner)
