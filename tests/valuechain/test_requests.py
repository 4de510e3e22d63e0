"""The observed flow of requests stands beside that of incidents and never mixes with it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import Approval
from practices.incident import operations as incidents
from practices.service_request import operations as requests
from tests.conftest import api_as
from tests.governance.asked import vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def fulfilled(by_agent, agent, board, requester, scanners, service_desk):
    """A request that waited two hours for a yes, and took one hour of work."""
    start = timezone.now() - timedelta(days=2)

    def at(hours):
        return time_machine.travel(start + timedelta(hours=hours), tick=False)

    with at(0):
        ticket = requests.log_request(actor=by_agent, title="A scanner", requester=requester, service_id=scanners.pk, team_id=service_desk.pk)  # fmt: skip
        requests.ask_approval(ticket=ticket, actor=by_agent, approver_id=board.pk)
    with at(2):
        vote(Approval.objects.get(), board)
        requests.assign_request(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    with at(3):
        requests.fulfil_request(ticket=ticket, actor=by_agent, fulfilment="There it is")
    incidents.log_incident(actor=by_agent, title="Slow", service_id=scanners.pk)
    return ticket


def test_the_map_of_requests_shows_the_wait_for_approval(client, agent, fulfilled):
    client.force_login(agent)

    page = client.get("/streams/requests/").content.decode()
    answer = api_as(agent, "streams:read").get("/api/v1/streams/requests/").json()

    assert "Request to fulfilment" in page
    assert "Approval" in page
    assert (answer["cases"], answer["wait"], answer["active"]) == (1, 7200, 3600)
    assert "Nothing to observe yet" in client.get("/streams/incidents/").content.decode()


def test_seen_by_state_its_own_words_are_used(client, agent, fulfilled):
    client.force_login(agent)

    page = client.get("/streams/requests/?by=state").content.decode()

    assert "Waits for approval" in page
    assert "In fulfilment" in page
