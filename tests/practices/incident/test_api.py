"""The incident API keeps the status contract: 401, 404, 403, 400, 409, 412, 428, 422."""

import pytest
from django.utils import timezone

from practices.desk.models import Message, Ticket
from svs.accounts.models import ApiClient, Role, Team
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
URL = "/api/v1/incidents/"


@pytest.fixture
def ref(agent_api, requester, scanners) -> str:
    body = {
        "title": "Scanners lose session", "service": scanners.pk, "impact": 1, "urgency": 2,
        "caller": {"email": requester.email},
    }  # fmt: skip
    return agent_api.post(URL, body, format="json").json()["ref"]


def test_an_agent_logs_an_incident_and_reads_it_back(agent_api, ref, requester):
    answer = agent_api.get(f"{URL}{ref}/")

    assert answer.status_code == 200
    assert answer["ETag"] == '"1"'
    body = answer.json()
    assert (body["priority"], body["state"], body["requester"]["name"]) == (
        2,
        "NEW",
        requester.name,
    )


def test_a_whole_life_by_api(agent_api, agent, ref):
    for verb, body in [
        ("assign", {"assignee": agent.pk}), ("hold", {"cause": "vendor"}), ("resume", {}),
        ("resolve", {"resolution": "Back to 8.3", "resolution_code": "fixed", "cause_code": "hardware"}), ("reopen", {}), ("resolve", {"resolution": "Again", "resolution_code": "fixed", "cause_code": "hardware"}), ("close", {}),
    ]:  # fmt: skip
        answer = agent_api.post(f"{URL}{ref}/{verb}/", body, format="json")
        assert answer.status_code == 200, (verb, answer.json())

    assert answer.json()["state"] == "CLOSED"


def test_without_a_credential_it_is_401_and_says_how_to_come_in(client, ref):
    answer = client.get(f"{URL}{ref}/")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_hidden_ticket_answers_exactly_as_a_missing_one(outsider, ref):
    api = api_as(outsider)

    hidden, missing = api.get(f"{URL}{ref}/"), api.get(f"{URL}INC-999999/")

    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert api.get(URL).json()["results"] == []


def test_a_requester_sees_the_ticket_but_may_not_work_on_it(requester_api, ref):
    assert requester_api.get(f"{URL}{ref}/").status_code == 200
    assert (
        requester_api.post(f"{URL}{ref}/resolve/", {"resolution": "x"}, format="json").status_code
        == 403
    )
    assert requester_api.post(URL, {"title": "x"}, format="json").status_code == 403


def test_tickets_of_a_restricted_team_are_hidden_from_other_agents(agent_api, colleague, ref):
    people = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    Ticket.objects.filter(ref=ref).update(team=people)

    assert agent_api.get(f"{URL}{ref}/").status_code == 404
    assert (
        api_as(make_person("Hanna Weiss", Role.AGENT, team=people)).get(f"{URL}{ref}/").status_code
        == 200
    )


def test_an_internal_note_never_reaches_the_requester(agent_api, requester_api, ref):
    agent_api.post(f"{URL}{ref}/note/", {"body": "CANARY"}, format="json")
    agent_api.post(f"{URL}{ref}/reply/", {"body": "We are on it"}, format="json")

    seen = requester_api.get(f"{URL}{ref}/messages/")

    assert [m["body"] for m in seen.json()["results"]] == ["We are on it"]
    assert b"CANARY" not in seen.content + requester_api.get(f"{URL}{ref}/").content
    assert len(agent_api.get(f"{URL}{ref}/messages/").json()["results"]) == 2


@pytest.mark.parametrize(
    "field", ["state", "id", "version", "requester", "logged_at", "team", "priority"]
)
def test_a_field_that_cannot_be_set_is_named_and_nothing_changes(agent_api, ref, field):
    answer = agent_api.patch(f"{URL}{ref}/", {field: 1}, format="json", HTTP_IF_MATCH='"1"')

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert Ticket.objects.get(ref=ref).version == 1


def test_a_change_needs_the_version_that_was_read(agent_api, ref):
    change = {"title": "Handhelds lose session"}

    assert agent_api.patch(f"{URL}{ref}/", change, format="json").status_code == 428
    assert (
        agent_api.patch(f"{URL}{ref}/", change, format="json", HTTP_IF_MATCH='"1"').status_code
        == 200
    )
    assert (
        agent_api.patch(f"{URL}{ref}/", change, format="json", HTTP_IF_MATCH='"1"').status_code
        == 412
    )
    assert (
        agent_api.patch(f"{URL}{ref}/", change, format="json", HTTP_IF_MATCH="what").status_code
        == 400
    )


def test_a_repeated_post_with_the_same_key_is_done_once(agent_api):
    first = agent_api.post(URL, {"title": "Once"}, format="json", HTTP_IDEMPOTENCY_KEY='"a"')
    again = agent_api.post(URL, {"title": "Once"}, format="json", HTTP_IDEMPOTENCY_KEY='"a"')
    other = agent_api.post(URL, {"title": "Twice"}, format="json", HTTP_IDEMPOTENCY_KEY='"a"')

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json()["ref"] == again.json()["ref"]
    assert Ticket.objects.filter(title__in=["Once", "Twice"]).count() == 1
    assert DomainEvent.objects.filter(name="incident.logged").count() == 1
    assert (
        agent_api.post(
            URL, {"title": "x"}, format="json", HTTP_IDEMPOTENCY_KEY="k" * 300
        ).status_code
        == 400
    )


def test_a_wrong_move_is_a_conflict_in_plain_words(agent_api, ref):
    answer = agent_api.post(f"{URL}{ref}/close/", {}, format="json")

    assert answer.status_code == 409
    assert answer.json()["detail"] == "You cannot close this while it is new."


def test_a_revoked_or_expired_token_is_dead_at_once(agent_api, ref):
    ApiClient.objects.update(revoked_at=timezone.now())

    assert agent_api.get(f"{URL}{ref}/").status_code == 401


def test_a_token_does_only_what_its_scopes_say(agent, ref):
    api = api_as(agent, "tickets:read")

    assert api.get(f"{URL}{ref}/").status_code == 200
    answer = api.post(f"{URL}{ref}/note/", {"body": "x"}, format="json")
    assert answer.status_code == 403
    assert "insufficient_scope" in answer.json()["detail"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "a\\u0000b"}', b'{"title": "\\ud800"}', b'{"title": "a", "title": "b"}', b"[" * 7000, b"[]",
        b'{"title": NaN}', b'{"title": 1e999}', b'{"title": ' + b"9" * 5000 + b"}", b"\xff\xfe", b'{"title": ""}',
        b'{"title": null}', b'{"title": "x", "service": -1}', b'{"title": "x", "service": 99999999999999999999}',
        b'{"title": "x", "impact": true}', b'{"title": "x", "caller": {"email": "not one"}}',
    ],
)  # fmt: skip
def test_bad_json_is_a_400_and_stores_nothing(agent_api, body):
    answer = agent_api.post(URL, body, content_type="application/json")

    assert answer.status_code == 400
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=1e20",
        "service=%1D",
        "page_size=-1",
        "page_size=101",
        "priority=x",
        "service=abc",
        "state=GONE",
    ],
)
def test_a_bad_filter_or_page_is_a_400(agent_api, query):
    assert agent_api.get(f"{URL}?{query}").status_code == 400


def test_the_list_takes_the_same_few_statements_however_many_rows(
    agent_api, by_agent, scanners, django_assert_num_queries
):
    for number in range(5):
        agent_api.post(URL, {"title": f"Incident {number}", "service": scanners.pk}, format="json")

    with django_assert_num_queries(2):  # token and account, roles, teams, rows
        assert len(agent_api.get(URL).json()["results"]) == 5


def test_the_openapi_document_names_every_verb(agent_api):
    document = agent_api.get("/api/v1/openapi.json").json()

    assert "/api/v1/incidents/{ref}/resolve/" in document["paths"]


def test_what_came_in_before_is_not_logged_twice(agent_api):
    first = agent_api.post(URL, {"title": "Disk full", "external_id": "mon-1"}, format="json")
    again = agent_api.post(URL, {"title": "Disk full", "external_id": "mon-1"}, format="json")

    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "already_logged"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("body", [{"title": 1}, {"title": "x", "impact": "1"}, {"title": "x", "service": "1"}, {"title": "x", "team": True}])  # fmt: skip
def test_a_value_of_another_type_is_refused_and_not_bent(agent_api, body):
    assert agent_api.post(URL, body, format="json").status_code == 400
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("thing", "body"),
    [("incidents/{one}/reply", {"body": "Restart it"}), ("incidents/{one}/note", {"body": "Fuse"}), ("tickets/{one}/tasks", {"title": "Look"}),
     ("tickets/{one}/links", {"relation": "relates", "ref": "{two}"}), ("tickets/{one}/convert", {"kind": "request"}), ("tickets/{one}/merge", {"into": "{two}"})],
)  # fmt: skip
def test_what_is_sent_again_with_its_key_is_done_once(agent_api, log, thing, body):
    refs = {"one": log("First").ref, "two": log("Second").ref}
    said = {name: words.format(**refs) for name, words in body.items()}

    def send():
        return agent_api.post(f"/api/v1/{thing.format(**refs)}/", said, format="json", headers={"Idempotency-Key": '"once"'})  # fmt: skip

    first = send()
    told = DomainEvent.objects.count()
    again = send()

    assert first.status_code in (200, 201), first.content
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert DomainEvent.objects.count() == told
