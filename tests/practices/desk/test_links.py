"""Tickets that have to do with each other, told from both ends."""

import pytest

from practices.desk.models import TicketLink
from practices.desk.operations.linking import relate, unrelate
from practices.incident import operations
from svs.accounts.models import Role
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


def test_a_link_is_told_from_both_ends(log, agent_api):
    one, other = log("Hall A is dark"), log("Fuse of hall A")

    made = agent_api.post(f"/api/v1/tickets/{one.ref}/links/", {"relation": "caused_by", "ref": other.ref}, format="json")  # fmt: skip

    assert made.status_code == 201
    assert made.json()["relation"] == "caused_by"
    (seen,) = agent_api.get(f"/api/v1/tickets/{other.ref}/links/").json()["results"]
    assert (seen["relation"], seen["ref"]) == ("causes", one.ref)
    assert agent_api.delete(f"/api/v1/tickets/{other.ref}/links/{seen['id']}/").status_code == 204
    assert not TicketLink.objects.exists()
    assert [e.name for e in DomainEvent.objects.filter(name__startswith="ticket.").order_by("id")] == ["ticket.linked", "ticket.unlinked"]  # fmt: skip


def test_the_page_links_by_number_and_takes_it_back(log, as_agent):
    one, other = log("Hall A is dark"), log("Fuse of hall A")
    url = f"{one.get_absolute_url()}links/"

    assert as_agent.post(url, {"relation": "relates", "ref": f" {other.ref.lower()} "}).status_code == 302  # fmt: skip
    assert "Fuse of hall A" in as_agent.get(one.get_absolute_url()).content.decode()
    assert "Hall A is dark" in as_agent.get(other.get_absolute_url()).content.decode()
    as_agent.post(url, {"remove": TicketLink.objects.get().pk})

    assert not TicketLink.objects.exists()


def test_parts_are_put_under_their_parent_by_the_practice_itself(log, by_agent, agent_api):
    parent, child, grandchild = log("All dark"), log("Dock 4"), log("Lamp")
    relate(ticket=parent, other=child, relation="parent_of", actor=by_agent)

    assert DomainEvent.objects.get(name="incident.made_child").subject_id == child.pk
    with pytest.raises(RuleViolation, match="a child itself"):
        relate(ticket=grandchild, other=child, relation="child_of", actor=by_agent)
    (seen,) = agent_api.get(f"/api/v1/tickets/{child.ref}/links/").json()["results"]
    assert (seen["relation"], seen["ref"]) == ("child_of", parent.ref)
    unrelate(ticket=parent, link_id=seen["id"], actor=by_agent)
    assert DomainEvent.objects.filter(name="incident.taken_out").exists()


def test_the_same_link_is_made_once_and_none_to_itself(log, by_agent):
    one, other = log(), log()
    relate(ticket=one, other=other, relation="relates", actor=by_agent)

    for pair in ((one, other), (other, one)):
        with pytest.raises(RuleViolation, match="already"):
            relate(ticket=pair[0], other=pair[1], relation="relates", actor=by_agent)
    with pytest.raises(RuleViolation, match="itself"):
        relate(ticket=one, other=one, relation="causes", actor=by_agent)


def test_a_hidden_ticket_is_not_there_and_hears_nothing(log, by_agent, network, as_agent, agent_api):  # fmt: skip
    network.is_restricted = True
    network.save()
    one, hidden = log("Mine"), log("Salary of the director")
    operations.assign_incident(ticket=hidden, actor=by_agent, team_id=network.pk)
    before = DomainEvent.objects.count()

    said = {"relation": "relates", "ref": hidden.ref}
    assert agent_api.post(f"/api/v1/tickets/{one.ref}/links/", said, format="json").status_code == 404  # fmt: skip
    answer = as_agent.post(f"{one.get_absolute_url()}links/", said, headers={"HX-Request": "true"})
    missing = as_agent.post(f"{one.get_absolute_url()}links/", {**said, "ref": "INC-999999"}, headers={"HX-Request": "true"})  # fmt: skip
    assert "There is no such ticket." in answer.content.decode()
    assert answer.content.decode().replace(hidden.ref, "") .count("Salary") == missing.content.decode().count("Salary") == 0  # fmt: skip
    assert "Salary" not in as_agent.get(f"{one.get_absolute_url()}links/pick/?q=salary").content.decode()  # fmt: skip
    assert not TicketLink.objects.exists()
    assert DomainEvent.objects.count() == before


def test_a_link_to_what_became_hidden_is_no_longer_told(log, by_agent, network, as_agent, agent_api):  # fmt: skip
    one, other = log("Mine"), log("Salary of the director")
    relate(ticket=one, other=other, relation="relates", actor=by_agent)
    network.is_restricted = True
    network.save()
    operations.assign_incident(ticket=other, actor=by_agent, team_id=network.pk)

    assert "Salary" not in as_agent.get(one.get_absolute_url()).content.decode()
    assert agent_api.get(f"/api/v1/tickets/{one.ref}/links/").json()["results"] == []
    link = TicketLink.objects.get().pk
    assert agent_api.delete(f"/api/v1/tickets/{one.ref}/links/{link}/").status_code == 404
    mate = api_as(make_person("Priya Nair", Role.AGENT, team=network))
    assert len(mate.get(f"/api/v1/tickets/{one.ref}/links/").json()["results"]) == 1
