"""Many at once: one wins, nothing is done twice. And what a body or a header may not say."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from practices.desk.models import Ticket
from svs.events.models import DomainEvent
from tests.conftest import api_as

URL = "/api/v1/incidents/"
AT_ONCE, TIMES = 10, 50


def all_at_once(send) -> list:
    """Send fifty requests, ten at a time, each with a connection of its own."""

    def one(number: int):
        try:
            return send(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(TIMES)))


@pytest.mark.django_db(transaction=True)
def test_of_fifty_changes_with_the_same_etag_exactly_one_holds(log, agent):  # B92, F25
    ref = log().ref
    clients = [api_as(agent) for _ in range(AT_ONCE)]

    def change(number: int) -> int:
        body = {"title": f"Change {number}"}
        api = clients[number % AT_ONCE]
        return api.patch(f"{URL}{ref}/", body, format="json", HTTP_IF_MATCH='"1"').status_code

    answers = all_at_once(change)

    assert sorted(answers) == [200] + [412] * (TIMES - 1)
    assert Ticket.objects.get().version == 2
    assert DomainEvent.objects.filter(name="incident.changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_times_the_same_key_logs_one_incident(agent):  # F25
    clients = [api_as(agent) for _ in range(AT_ONCE)]

    def create(number: int) -> tuple[int, str]:
        api = clients[number % AT_ONCE]
        answer = api.post(URL, {"title": "Once"}, format="json", HTTP_IDEMPOTENCY_KEY='"same"')
        return answer.status_code, answer.json().get("ref", "")

    answers = all_at_once(create)

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert Ticket.objects.count() == 1
    assert DomainEvent.objects.filter(name="incident.logged").count() == 1


FORBIDDEN = (
    "status", "state", "phase", "priority", "assignee", "sla_due_at", "due_at", "requester", "internal", "created_at",
    "logged_at", "resolved_at", "closed_at", "wake_at", "number", "ref", "id", "version", "tags", "first_contact",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("field", FORBIDDEN)
def test_a_field_that_cannot_be_set_is_named_and_nothing_is_stored(agent_api, log, field):  # B15
    ticket = log()
    created = agent_api.post(URL, {"title": "x", field: 1}, format="json")
    changed = agent_api.patch(f"{URL}{ticket.ref}/", {field: 1}, format="json", HTTP_IF_MATCH='"1"')

    assert (created.status_code, changed.status_code) == (400, 400)
    for answer in (created, changed):
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert Ticket.objects.get().version == 1


@pytest.mark.django_db
def test_the_method_is_what_it_is_whatever_else_is_said(agent_api, log):  # B19
    ticket = log()
    one = f"{URL}{ticket.ref}/"

    by_header = agent_api.post(one, {}, format="json", HTTP_X_HTTP_METHOD_OVERRIDE="DELETE")
    by_body = agent_api.post(one, {"_method": "DELETE"}, format="json")
    in_create = agent_api.post(URL, {"title": "x", "_method": "DELETE"}, format="json")
    listed = agent_api.patch(one, [{"title": "x"}], format="json", HTTP_IF_MATCH='"1"')

    assert (by_header.status_code, by_body.status_code, in_create.status_code, listed.status_code) == (405, 405, 400, 400)  # fmt: skip
    assert Ticket.objects.count() == 1
