"""A resolution says what restored the service, by which means, and what lay behind it; and whether one contact was enough."""

import pytest

from practices.incident import operations, queries
from practices.incident.models import Incident
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from tests.practices.incident.conftest import RESTORED

pytestmark = pytest.mark.django_db
URL = "/api/v1/incidents/"


@pytest.mark.parametrize(
    ("field", "value"),
    [("resolution", " "), ("resolution_code", ""), ("resolution_code", "magic"), ("cause_code", "")],
)  # fmt: skip
def test_each_of_the_three_is_required_on_every_way(log, resolve, as_agent, agent_api, field, value):  # fmt: skip
    ticket = log()
    with pytest.raises(RuleViolation) as refused:
        resolve(ticket, **{field: value})
    page = as_agent.post(f"{ticket.get_absolute_url()}resolve/", {**RESTORED, field: value})
    api = agent_api.post(f"{URL}{ticket.ref}/resolve/", {**RESTORED, field: value}, format="json")

    assert refused.value.field == field
    assert (page.status_code, api.status_code) == (409, 400)
    assert api.json()["errors"][0]["pointer"] == f"/{field}"
    ticket.refresh_from_db()
    assert ticket.phase == "QUEUED"


def test_the_codes_stand_in_the_record_the_event_the_page_and_the_api(log, resolve, as_agent, agent_api):  # fmt: skip
    ticket = resolve(log(), cause_code="third_party")

    assert Incident.objects.get().cause_code == "third_party"
    data = DomainEvent.objects.get(name="incident.resolved").data
    assert (data["resolution_code"], data["cause_code"]) == ("fixed", "third_party")
    page = as_agent.get(ticket.get_absolute_url()).content.decode()
    assert "Fixed · A third party" in page
    told = agent_api.get(f"{URL}{ticket.ref}/").json()
    assert (told["resolution"], told["resolution_code"], told["cause_code"]) == ("Back to 8.3", "fixed", "third_party")  # fmt: skip


def first_contact(agent_api, ticket):
    return agent_api.get(f"{URL}{ticket.ref}/").json()["first_contact"]


def test_one_team_and_one_holder_without_a_wait_is_solved_at_first_contact(
    log, resolve, by_agent, agent, service_desk, agent_api, as_agent
):
    ticket = log(team_id=service_desk.pk)
    operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    assert first_contact(agent_api, ticket) is None

    resolve(ticket)

    assert first_contact(agent_api, ticket) is True
    assert "Solved at first contact" in as_agent.get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize("how", ["another_team", "another_holder", "a_wait", "nobody"])
def test_a_hand_over_or_a_wait_or_nobody_in_charge_is_not(
    log, resolve, by_agent, agent, colleague, service_desk, network, agent_api, how
):
    ticket = log(team_id=service_desk.pk)
    steps = {
        "another_team": [("assign", {"assignee_id": agent.pk}), ("assign", {"team_id": network.pk}), ("assign", {"assignee_id": agent.pk})],
        "another_holder": [("assign", {"assignee_id": agent.pk}), ("assign", {"assignee_id": colleague.pk})],
        "a_wait": [("assign", {"assignee_id": agent.pk}), ("hold", {"cause": "requester"}), ("resume", {})],
        "nobody": [],
    }  # fmt: skip
    for verb, said in steps[how]:
        getattr(operations, f"{verb}_incident")(ticket=ticket, actor=by_agent, **said)
    resolve(ticket)

    assert first_contact(agent_api, ticket) is False


def test_the_guide_knows_when_the_first_incident_was_restored(log, resolve):
    ticket = log()
    assert not queries.has_restored_one()

    resolve(ticket)

    assert queries.has_restored_one()
