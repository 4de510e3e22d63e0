"""A person promises the requester a date: it is read by both, and no clock learns of it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk import queries
from practices.desk.models import Clock, Ticket
from practices.desk.operations.promise import promise_date, withdraw_promise
from practices.incident import operations
from practices.service_level.models import Target
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db
NOW = local(2026, 3, 2, 9)


@pytest.fixture(autouse=True)
def _frozen(agent_api):  # a token lives by the real clock
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ticket(by_agent, requester) -> Ticket:
    Target.objects.create(kind="incident", priority=3, seconds=8 * HOUR)
    return operations.log_incident(actor=by_agent, title="Slow", requester=requester)


def promise(ticket: Ticket, by, hours: float = 30, reason: str = "A part is on its way.") -> Ticket:
    return promise_date(ticket=ticket, actor=by, promised_at=NOW + timedelta(hours=hours), reason=reason)  # fmt: skip


def test_no_clock_changes_and_the_log_knows_when_but_not_why(ticket, by_agent):
    before = Clock.objects.values().get()
    made = promise(ticket, by_agent)

    assert Clock.objects.values().get() == before
    assert (made.promised_at, made.version) == (NOW + timedelta(hours=30), ticket.version + 1)
    event = DomainEvent.objects.get(name="ticket.promised")
    assert event.data == {"promised_at": (NOW + timedelta(hours=30)).isoformat(), "before": None}


def test_it_stays_when_the_ticket_waits_and_goes_on(ticket, by_agent):
    promise(ticket, by_agent)
    operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    operations.resume_incident(ticket=ticket, actor=by_agent)

    ticket.refresh_from_db()
    assert ticket.promised_at == NOW + timedelta(hours=30)


@pytest.mark.parametrize(
    ("hours", "reason", "code"),
    [
        (0, "Soon", "promise_passed"),
        (-1, "Soon", "promise_passed"),
        (20_000, "Soon", "promise_too_far"),
        (1, "  ", "reason_required"),
    ],
)
def test_what_cannot_be_promised_is_refused(ticket, by_agent, hours, reason, code):
    with pytest.raises(RuleViolation) as refused:
        promise(ticket, by_agent, hours, reason)

    assert refused.value.code == code
    assert not DomainEvent.objects.filter(name="ticket.promised").exists()


def test_what_is_done_is_promised_no_more(ticket, by_agent, agent):
    operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    operations.resolve_incident(ticket=ticket, actor=by_agent, resolution="Restarted", resolution_code="fixed", cause_code="unknown")  # fmt: skip

    with pytest.raises(RuleViolation, match="It is done"):
        promise(ticket, by_agent)


@pytest.mark.parametrize(
    ("hours", "later", "words"),
    [
        (4, 0, "The clock is due later than what was promised."),
        (30, 0, "The clock is due before what was promised."),
        (4, 5, "The promised date has passed."),
        (8, 0, ""),
    ],
)
def test_it_is_told_where_the_promise_and_the_clock_part(ticket, by_agent, hours, later, words):
    promise(ticket, by_agent, hours)

    row = queries.queue_rows(Ticket.objects.filter(pk=ticket.pk)).get()
    chip = queries.clock_chip(row, NOW + timedelta(hours=later))
    assert (chip.promised_at, chip.warning) == (NOW + timedelta(hours=hours), words)


def test_an_agent_promises_on_the_page_and_the_requester_reads_it(client, agent, requester, ticket):  # fmt: skip
    client.force_login(agent)
    url = f"/incidents/{ticket.ref}/"
    late = client.post(f"{url}promise/", {"promised_at": "2026-03-01T14:00", "reason": "Soon"})
    client.post(f"{url}promise/", {"promised_at": "2026-03-05T14:00", "reason": "A part is on its way."})  # fmt: skip
    page, row = client.get(url).content.decode(), client.get("/tickets/all/").content.decode()
    client.force_login(requester)
    portal = client.get(f"/help/requests/{ticket.ref}/").content.decode()

    assert (late.status_code, "That moment is over" in late.content.decode()) == (409, True)
    assert "A part is on its way." in page
    assert "The clock is due before what was promised." in page
    assert "Promised by Thu 05 Mar 14:00" in row
    assert "We promised it by" in portal
    assert "Thu 5 Mar 14:00" in portal
    assert "(A part is on its way.)" in portal
    with time_machine.travel(local(2026, 3, 6, 9), tick=False):
        client.force_login(requester)
        assert "It takes longer than we promised:" in client.get(f"/help/requests/{ticket.ref}/").content.decode()  # fmt: skip


def test_it_is_taken_back(client, agent, ticket, by_agent):
    promise(ticket, by_agent)
    client.force_login(agent)
    client.post(f"/incidents/{ticket.ref}/promise/withdraw/")

    ticket.refresh_from_db()
    assert (ticket.promised_at, ticket.promised_because) == (None, "")
    with pytest.raises(RuleViolation):
        withdraw_promise(ticket=ticket, actor=by_agent)


def test_the_api_promises_and_takes_back(agent_api, ticket):
    url = f"/api/v1/tickets/{ticket.ref}/promise/"
    made = agent_api.post(url, {"promised_at": "2026-03-05T14:00:00+01:00", "reason": "A part"}, format="json")  # fmt: skip
    stale = agent_api.post(url, {"promised_at": "2026-03-06T14:00:00Z", "reason": "A part"}, format="json", HTTP_IF_MATCH='"1"')  # fmt: skip
    gone = agent_api.post(f"{url}withdraw/", {}, format="json")

    assert made.json()["promised_at"] == "2026-03-05T13:00:00Z"
    assert made.json()["warning"] == "The clock is due before what was promised."
    assert stale.status_code == 412
    assert gone.json()["promised_at"] is None


@pytest.mark.parametrize("moment", ["2026-03-05", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T10:00:00Z", "2026-03-05T10:00:00+25:00", 1767225600000, None, {}])  # fmt: skip
def test_a_moment_that_is_none_is_refused(agent_api, ticket, moment):
    answer = agent_api.post(f"/api/v1/tickets/{ticket.ref}/promise/", {"promised_at": moment, "reason": "Soon"}, format="json")  # fmt: skip

    assert answer.status_code in (400, 409)
    assert timezone.now() == NOW
    ticket.refresh_from_db()
    assert ticket.promised_at is None
