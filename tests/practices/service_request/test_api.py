"""The request API keeps the status contract of incidents."""

import pytest

from governance.models import Approval
from practices.desk.models import Ticket
from svs.accounts.models import Role
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as, make_person
from tests.governance.asked import vote

pytestmark = pytest.mark.django_db
URL = "/api/v1/requests/"


@pytest.fixture
def ref(agent_api, requester, scanners) -> str:
    body = {"title": "A second scanner", "service": scanners.pk, "priority": 2, "caller": {"email": requester.email}}  # fmt: skip
    return agent_api.post(URL, body, format="json").json()["ref"]


def test_an_agent_logs_a_request_and_reads_it_back(agent_api, ref, requester):
    answer = agent_api.get(f"{URL}{ref}/")

    body = answer.json()
    assert (answer.status_code, answer["ETag"], ref[:4]) == (200, '"1"', "REQ-")
    assert (body["priority"], body["state"], body["requester"]["name"]) == (2, "NEW", requester.name)  # fmt: skip
    assert (body["fulfilment"], body["approver"], body["decision"]) == ("", None, "")


def test_a_whole_life_by_api(agent_api, agent, board, ref):
    for verb, body in [
        ("assign", {"assignee": agent.pk}), ("hold", {"cause": "vendor"}), ("resume", {}), ("ask-approval", {"approver": board.pk}),
    ]:  # fmt: skip
        assert agent_api.post(f"{URL}{ref}/{verb}/", body, format="json").status_code == 200, verb
    vote(Approval.objects.get(), board, words="Go")
    for verb, body in [("fulfil", {"fulfilment": "There"}), ("reopen", {}), ("fulfil", {"fulfilment": "Now"}), ("close", {})]:  # fmt: skip
        answer = agent_api.post(f"{URL}{ref}/{verb}/", body, format="json")
        assert answer.status_code == 200, (verb, answer.json())

    assert (answer.json()["state"], answer.json()["fulfilment"]) == ("CLOSED", "Now")


def test_an_incident_is_no_request(agent_api, ref):
    incident = agent_api.post("/api/v1/incidents/", {"title": "Slow"}, format="json").json()["ref"]

    assert agent_api.get(f"{URL}{incident}/").status_code == 404
    assert agent_api.get(f"/api/v1/incidents/{ref}/").status_code == 404
    assert [row["ref"] for row in agent_api.get(URL).json()["results"]] == [ref]


def test_a_hidden_request_answers_exactly_as_a_missing_one(outsider, ref):
    api = api_as(outsider)
    for method, path in [("get", ""), ("patch", ""), ("delete", ""), ("post", "reply/"), ("post", "cancel/"), ("post", "ask-approval/")]:  # fmt: skip
        hidden = getattr(api, method)(f"{URL}{ref}/{path}", {"body": "x"}, format="json")
        missing = getattr(api, method)(f"{URL}REQ-999999/{path}", {"body": "x"}, format="json")
        assert hidden.status_code == missing.status_code, path
        assert hidden.content == missing.content
    assert api.get(URL).json()["results"] == []
    assert DomainEvent.objects.count() == 1


def test_the_owner_of_another_service_sees_nothing_and_of_this_one_changes_nothing(owner, agent, ref):  # fmt: skip
    other = make_person("Omar Haddad", Role.SERVICE_OWNER)
    Service.objects.create(name="Portal", slug="portal", owner=other)

    assert api_as(other).post(f"{URL}{ref}/assign/", {"assignee": agent.pk}, format="json").status_code == 404  # fmt: skip
    assert api_as(owner).post(f"{URL}{ref}/assign/", {"assignee": agent.pk}, format="json").status_code == 403  # fmt: skip


@pytest.mark.parametrize(
    "field", ["state", "id", "version", "requester", "logged_at", "team", "decision", "approver"]
)
def test_a_field_that_cannot_be_set_is_named_and_nothing_changes(agent_api, ref, field):
    answer = agent_api.patch(f"{URL}{ref}/", {field: 1}, format="json", HTTP_IF_MATCH='"1"')

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert Ticket.objects.get(ref=ref).version == 1


def test_a_change_needs_the_version_that_was_read(agent_api, ref):
    change = {"title": "Two scanners", "priority": 1}

    codes = [
        agent_api.patch(f"{URL}{ref}/", change, format="json", **match).status_code
        for match in ({}, {"HTTP_IF_MATCH": '"1"'}, {"HTTP_IF_MATCH": '"1"'})
    ]

    assert codes == [428, 200, 412]


def test_a_verb_with_a_stale_version_does_nothing(agent_api, ref):
    agent_api.post(f"{URL}{ref}/hold/", {"cause": "vendor"}, format="json", HTTP_IF_MATCH='"1"')

    stale = agent_api.post(f"{URL}{ref}/resume/", {}, format="json", HTTP_IF_MATCH='"1"')

    assert stale.status_code == 412


def test_a_repeated_post_with_the_same_key_is_done_once(agent_api):
    first, again = (
        agent_api.post(URL, {"title": "Once"}, format="json", HTTP_IDEMPOTENCY_KEY='"a"')
        for _ in range(2)
    )

    assert first.json()["ref"] == again.json()["ref"]
    assert Ticket.objects.filter(title="Once").count() == 1


def test_the_requester_reads_it_without_how_the_desk_sorts_it_and_takes_it_back(agent_api, requester_api, agent, ref):  # fmt: skip
    agent_api.post(f"{URL}{ref}/assign/", {"assignee": agent.pk}, format="json")
    agent_api.post(f"{URL}{ref}/note/", {"body": "CANARY"}, format="json")

    seen = requester_api.get(f"{URL}{ref}/")

    assert (seen.json()["assignee"], seen.json()["tags"]) == ({"id": agent.pk, "name": agent.name}, [])  # fmt: skip
    assert agent.email not in seen.content.decode() + requester_api.get(f"{URL}{ref}/messages/").content.decode()  # fmt: skip
    assert b"CANARY" not in requester_api.get(f"{URL}{ref}/messages/").content
    assert requester_api.post(f"{URL}{ref}/cancel/", {}, format="json").json()["state"] == "CANCELLED"  # fmt: skip


def test_the_list_costs_the_same_however_long_it_is(agent_api, log, django_assert_num_queries):
    for n in range(5):
        log(title=f"Screen {n}")
    agent_api.get(URL)

    with django_assert_num_queries(2):
        assert len(agent_api.get(URL).json()["results"]) == 5


def test_the_openapi_document_names_every_verb(agent_api):
    paths = agent_api.get("/api/v1/openapi.json").json()["paths"]

    for verb in ("assign", "hold", "resume", "fulfil", "reopen", "close", "reply", "note", "ask-approval", "cancel"):  # fmt: skip
        assert "post" in paths[f"{URL}{{ref}}/{verb}/"], verb
