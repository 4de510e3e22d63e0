"""Whatever is thrown at the API gets a decent problem, and pages stay pages."""

import json

import pytest
from django.core.management import call_command

from practices.incident import operations

pytestmark = pytest.mark.django_db
URL = "/api/v1/incidents/"


def assert_problem(answer, status: int) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == status


def test_a_body_that_is_too_large_is_refused_before_it_is_read(agent_api):
    large = json.dumps({"title": "x", "description": "x" * 1_048_577})

    assert_problem(agent_api.post(URL, large, content_type="application/json"), 413)


def test_another_content_type_is_refused(agent_api):
    assert_problem(agent_api.post(URL, "title=x", content_type="text/plain"), 415)


def test_a_parameter_nobody_reads_is_refused(agent_api):
    assert_problem(agent_api.get(f"{URL}?requester__password__startswith=a"), 400)
    assert_problem(agent_api.post(f"{URL}?page=1", {"title": "x"}, format="json"), 400)


@pytest.mark.parametrize("path", ["nothing/", "incidents/..%00/", "incidents/é/", "incidents/x"])
def test_an_address_that_is_not_there_is_a_problem_too(agent_api, path):
    assert_problem(agent_api.get(f"/api/v1/{path}"), 404)


def test_options_and_other_methods_are_not_offered(agent_api):
    assert_problem(agent_api.options(URL), 405)
    assert_problem(agent_api.delete(URL), 405)


def test_a_page_that_is_not_there_is_a_page(client, agent):
    client.force_login(agent)
    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def test_a_form_that_is_too_large_is_refused_in_words(client, agent):
    client.force_login(agent)
    answer = client.post(
        "/incidents/log/",
        "title=" + "x" * 1_048_577,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 413
    assert b"too much at once" in answer.content


def test_the_document_says_what_the_code_demands(agent_api):
    document = agent_api.get("/api/v1/openapi.json").json()
    paths, shapes = document["paths"], document["components"]["schemas"]
    listed = {p["name"]: p["schema"] for p in paths["/api/v1/incidents/"]["get"]["parameters"]}
    change = paths["/api/v1/incidents/{ref}/"]["patch"]["parameters"]
    create = paths["/api/v1/incidents/"]["post"]["parameters"]

    assert listed["service"] == {"type": "integer", "minimum": 1, "maximum": 2**31}
    assert {p["name"]: p.get("required") for p in change}["If-Match"] is True
    assert "Idempotency-Key" in {p["name"] for p in create}
    assert shapes["IncidentLogInputRequest"]["additionalProperties"] is False
    assert shapes["Problem"]["required"] == ["type", "title", "status", "detail"]


def test_the_document_is_written_without_a_warning(capsys):
    call_command("spectacular", "--fail-on-warn", "--validate", verbosity=0)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("moment", ["2027-03-29T02:30:00", "2027-03-29", "0001-01-01T00:00:00", "2027-03-29T02:30:00+25:00", "2027-02-30T10:00:00Z", "1774751400000"])  # fmt: skip
def test_a_moment_without_an_offset_or_that_never_was_is_refused(agent_api, by_agent, moment):
    ticket = operations.log_incident(actor=by_agent, title="Slow")

    answer = agent_api.post(f"/api/v1/incidents/{ticket.ref}/hold/", {"cause": "vendor", "wake_at": moment}, format="json")  # fmt: skip

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/wake_at"
