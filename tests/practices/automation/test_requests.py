"""Rules act on requests as on incidents, when they are logged."""

import pytest

from practices.incident import operations as incidents
from practices.service_request import operations as requests
from svs.events.models import DomainEvent
from tests.practices.automation.conftest import run_dry, work

pytestmark = pytest.mark.django_db


def test_a_rule_on_requests_routes_prioritises_tags_and_notes_them_and_leaves_incidents_alone(write, by_agent, scanners, network):  # fmt: skip
    rule = write(
        trigger="request.logged",
        actions=[
            {"action": "assign", "team": network.pk}, {"action": "prioritise", "priority": 2}, {"action": "tag", "tag": "hardware"},
            {"action": "note", "text": "Stock is in Rotterdam."},
        ],
    )  # fmt: skip
    ticket = requests.log_request(actor=by_agent, title="A scanner", service_id=scanners.pk)
    incident = incidents.log_incident(actor=by_agent, title="Slow", service_id=scanners.pk)

    work()

    for record in (ticket, incident):
        record.refresh_from_db()
    assert (ticket.team, ticket.priority, ticket.tags, ticket.state) == (network, 2, ["hardware"], "QUEUED")  # fmt: skip
    assert (incident.team, incident.tags) == (None, [])
    assert DomainEvent.objects.get(name="request.assigned").actor_ref == f"{rule.ref} v1"
    assert run_dry(rule, by_agent).dry_run["events"] == 1


def test_the_sentence_says_that_it_is_about_requests(client, write, administrator):
    rule = write(trigger="request.logged", actions=[{"action": "note", "text": "Look."}])
    client.force_login(administrator)

    assert "When a request" in client.get(f"/rules/{rule.ref}/").content.decode()
    assert "a request is logged" in client.get(f"/rules/{rule.ref}/edit/").content.decode()
