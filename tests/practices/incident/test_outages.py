"""A service is down, and up again: from an incident, by hand, or as planned."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.incident import operations, queries
from practices.incident.models import Outage
from svs.errors import RuleViolation, StaleVersion
from svs.events.models import DomainEvent
from svs.services.models import Service

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told() -> list[str]:
    found = DomainEvent.objects.filter(name__startswith="outage.").order_by("id")
    return [name.removeprefix("outage.") for name in found.values_list("name", flat=True)]


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def incident(clock, by_agent, requester, scanners):
    return operations.log_incident(
        actor=by_agent, title="All scanners dark", requester=requester, service_id=scanners.pk
    )


def test_an_outage_of_an_incident_ends_when_the_incident_is_resolved(
    incident, clock, by_agent, scanners
):
    outage = operations.open_outage(
        actor=by_agent, service_id=scanners.pk, started_at=MONDAY - HOUR, ticket=incident, words="No scanning."
    )  # fmt: skip
    assert list(queries.outages_now()) == [outage]
    clock.move_to(MONDAY + HOUR)

    operations.resolve_incident(ticket=incident, actor=by_agent, resolution="Power", resolution_code="fixed", cause_code="hardware")  # fmt: skip

    outage.refresh_from_db()
    assert outage.ended_at == MONDAY + HOUR
    assert list(queries.outages_now()) == []
    assert told() == ["opened", "closed"]
    closed = DomainEvent.objects.get(name="outage.closed")
    assert (closed.service_id, closed.about_id) == (scanners.pk, incident.pk)
    assert closed.data["before"]["ended_at"] is None


def test_one_incident_has_one_open_outage_at_a_time(incident, by_agent, scanners):
    say = {"actor": by_agent, "service_id": scanners.pk, "started_at": MONDAY, "ticket": incident}
    operations.open_outage(**say)

    with pytest.raises(RuleViolation, match="already"):
        operations.open_outage(**say)

    assert Outage.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end", "planned", "code"),
    [
        (1, None, False, "starts_later"),
        (-2, -3, False, "ends_before_start"),
        (-2, -2, False, "ends_before_start"),
        (-2, 1, False, "ends_later"),
        (24 * 800, None, True, "out_of_reach"),
        (-24 * 365 * 20, None, False, "out_of_reach"),
    ],
)
def test_times_that_make_no_sense_are_refused(clock, by_agent, scanners, start, end, planned, code):
    with pytest.raises(RuleViolation) as refused:
        operations.open_outage(
            actor=by_agent, service_id=scanners.pk, started_at=MONDAY + start * HOUR,
            ended_at=None if end is None else MONDAY + end * HOUR, is_planned=planned,
        )  # fmt: skip

    assert refused.value.code == code
    assert not Outage.objects.exists()


def test_a_planned_outage_is_told_ahead_and_may_overlap_another(clock, by_agent, scanners):
    for hours in (24, 25):
        operations.open_outage(
            actor=by_agent, service_id=scanners.pk, started_at=MONDAY + hours * HOUR,
            ended_at=MONDAY + 30 * HOUR, is_planned=True,
        )  # fmt: skip

    assert queries.planned_soon().count() == 2
    assert queries.outages_now().count() == 0
    clock.move_to(MONDAY + 26 * HOUR)
    assert queries.outages_now().count() == 2
    clock.move_to(MONDAY + 31 * HOUR)
    assert queries.outages_now().count() == 0


def test_what_has_not_begun_is_cancelled_and_what_has_begun_is_ended(clock, by_agent, scanners):
    outage = operations.open_outage(
        actor=by_agent, service_id=scanners.pk, started_at=MONDAY + HOUR, is_planned=True
    )
    with pytest.raises(RuleViolation, match="cancel it"):
        operations.close_outage(outage=outage, actor=by_agent)
    clock.move_to(MONDAY + 2 * HOUR)
    with pytest.raises(RuleViolation, match="end it"):
        operations.cancel_outage(outage=outage, actor=by_agent)

    operations.close_outage(outage=outage, actor=by_agent)

    with pytest.raises(RuleViolation, match="over already"):
        operations.close_outage(outage=outage, actor=by_agent)
    assert told() == ["opened", "closed"]


def test_times_put_right_are_told_with_what_stood_before(clock, by_agent, scanners):
    outage = operations.open_outage(actor=by_agent, service_id=scanners.pk, started_at=MONDAY)

    changed = operations.change_outage(
        outage=outage, actor=by_agent, fields={"started_at": MONDAY - HOUR}, version=1
    )

    assert changed.version == 2
    data = DomainEvent.objects.get(name="outage.changed").data
    assert data["started_at"] == (MONDAY - HOUR).isoformat()
    assert data["before"]["started_at"] == MONDAY.isoformat()
    with pytest.raises(StaleVersion):
        operations.change_outage(outage=outage, actor=by_agent, fields={"words": "x"}, version=1)


def test_outages_of_a_restricted_service_are_told_only_to_its_people(agent, by_agent, network):
    hidden = Service.objects.create(name="HR files", slug="hr", team=network, is_restricted=True)
    operations.open_outage(actor=by_agent, service_id=hidden.pk, started_at=timezone.now())

    assert not queries.outages_now().exists()
    assert not queries.outages_now(agent).exists()
    assert not queries.outages_of(hidden, agent).exists()
