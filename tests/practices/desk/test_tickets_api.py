"""The list of tickets of every kind, for integrations."""

from functools import partial

import pytest

from practices.desk.models import Ticket
from practices.desk.operations import fields
from svs.accounts.models import Team
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(log, network):
    """Log into the queue of the network team, unless said otherwise."""
    return partial(log, team_id=network.pk)


def test_tickets_are_listed_newest_first_by_what_is_asked(agent_api, log, network):
    first, second = log("First"), log("Second", impact=1, urgency=1)

    told = agent_api.get(f"/api/v1/tickets/?team={network.pk}&open=true").json()["results"]

    assert [(row["ref"], row["kind"]) for row in told] == [(second.ref, "incident"), (first.ref, "incident")]  # fmt: skip
    urgent = agent_api.get("/api/v1/tickets/?priority=1&priority=2&sort=-logged").json()["results"]
    assert [row["title"] for row in urgent] == ["Second"]
    assert [row["title"] for row in agent_api.get("/api/v1/tickets/?open=true&sort=priority&page_size=1").json()["results"]] == ["Second"]  # fmt: skip


def test_a_ticket_is_read_by_its_number_with_an_etag(agent_api, log):
    ticket = log()

    answer = agent_api.get(f"/api/v1/tickets/{ticket.ref}/")

    assert answer.json()["title"] == ticket.title
    assert answer.json()["description"] == ""
    assert answer["ETag"] == '"1"'
    assert agent_api.get(f"/api/v1/tickets/{ticket.ref}/?sort=logged").status_code == 400


def test_requesters_read_their_own_without_how_the_desk_sorts_it(requester, outsider, log):
    ticket = log()
    Ticket.objects.update(tags=["vip"])
    api = api_as(requester)

    told = api.get("/api/v1/tickets/").json()["results"]

    assert [(row["ref"], row["tags"]) for row in told] == [(ticket.ref, [])]
    assert api.get("/api/v1/tickets/?tag=vip").status_code == 400
    assert api_as(outsider).get("/api/v1/tickets/").json()["results"] == []
    assert api_as(outsider).get(f"/api/v1/tickets/{ticket.ref}/").status_code == 404


def test_an_agent_who_asked_a_restricted_team_is_a_requester_there(agent, agent_api, log):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    log(team_id=secret.pk, requester=agent)
    Ticket.objects.update(tags=["dismissal"])

    told = agent_api.get("/api/v1/tickets/").json()["results"]

    assert [row["tags"] for row in told] == [[]]
    assert agent_api.get("/api/v1/tickets/?tag=dismissal").json()["results"] == []


@pytest.mark.parametrize("address", ["/api/v1/incidents/", "/api/v1/tickets/"])
def test_what_only_the_desk_sorts_by_is_not_told_to_who_only_asked(address, agent, agent_api, requester_api, log, by_agent):  # fmt: skip
    add = partial(fields.add_field, actor=by_agent, kind="incident", type="text")
    add(key="ward", label="Ward")
    add(key="room", label="Room", is_public=True)
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    log(team_id=secret.pk, requester=agent)
    log()
    Ticket.objects.update(tags=["dismissal"], own={"ward": "canary", "room": "12"})

    for api in (agent_api, requester_api):
        (row,) = (row for row in api.get(address).json()["results"] if api is requester_api or row["requester"]["name"] == agent.name)  # fmt: skip
        one = api.get(f"{address}{row['ref']}/").json()
        assert [(told["tags"], told["own"]) for told in (row, one)] == [([], {"room": "12"})] * 2
    assert len(agent_api.get(f"{address}?own.room=12").json()["results"]) == 2
    assert [row["requester"]["name"] for row in agent_api.get(f"{address}?own.ward=canary").json()["results"]] == ["Joost Verhagen"]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["requester__password__startswith=a", "user__token=x", "ordering=id", "sort=ref", "sort=left", "priority=", "team=", "open=maybe",
     "open=true&open=false", "updated_after=2026-03-02T10:00:00", "updated_after=0001-01-01", "page_size=1e9", "page=1e20", "service=2147483648000",
     "&".join(f"service={n}" for n in range(1, 40)), "tag=" + "x" * 500, "own.x=1", "columns=tags,password"],
)  # fmt: skip
def test_what_cannot_be_asked_is_400_with_words(agent_api, log, query):
    answer = agent_api.get(f"/api/v1/tickets/?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_the_list_takes_the_same_statements_whatever_the_rows(agent_api, log, django_assert_max_num_queries):  # fmt: skip
    for n in range(6):
        log(f"Number {n}")
    agent_api.get("/api/v1/tickets/")

    with django_assert_max_num_queries(4):
        agent_api.get("/api/v1/tickets/")
