"""Asking for something on the portal: how far it is, who must say yes, and taking it back."""

import pytest

from practices.desk.models import Ticket
from practices.incident import operations as incidents
from practices.service_request import operations
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


def test_somebody_asks_for_something_and_follows_it(client, requester, scanners):
    client.force_login(requester)

    sent = client.post("/help/ask-for/", {"title": "A second screen", "service": scanners.pk})

    ticket = Ticket.objects.get(kind="request")
    assert (sent.status_code, sent["Location"]) == (302, ticket.portal_url)
    assert (ticket.requester, ticket.channel, ticket.priority) == (requester, "portal", 3)
    assert "A second screen" in client.get(ticket.portal_url).content.decode()


def test_problems_and_requests_stand_in_one_list_in_the_requesters_words(client, log, ask, requester, board, by_agent, answer, django_assert_max_num_queries):  # fmt: skip
    incidents.log_incident(actor=by_agent, title="Printer is dead", requester=requester)
    for n in range(3):
        ask(log(title=f"Screen {n}"))
    refused = ask(log(title="A car"))
    answer(refused, "reject", "Not this year")
    client.force_login(requester)
    client.get("/help/requests/")

    with django_assert_max_num_queries(9):
        page = client.get("/help/requests/").content.decode()

    assert page.count(f"It waits for approval by {board.name}.") == 3
    assert "Printer is dead" in page
    assert "Refused:" in page
    assert "Not this year" in client.get(refused.portal_url).content.decode()


def test_taking_it_back_while_it_is_not_fulfilled(client, log, by_agent, requester):
    ticket, done = log(), log()
    operations.fulfil_request(ticket=done, actor=by_agent, fulfilment="Scanner 118")
    client.force_login(requester)

    assert client.post(f"{ticket.portal_url}cancel/").status_code == 302
    assert client.post(f"{done.portal_url}cancel/").status_code == 409

    assert Ticket.objects.get(pk=ticket.pk).state == "CANCELLED"
    assert "Scanner 118" in client.get(done.portal_url).content.decode()


def test_an_answer_goes_on_and_a_complaint_opens_it_again(client, log, by_agent, agent, requester):
    ticket = log()
    operations.assign_request(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    operations.fulfil_request(ticket=ticket, actor=by_agent, fulfilment="Scanner 118")
    client.force_login(requester)

    client.post(f"{ticket.portal_url}reopen/", {"words": "That one is broken"})

    assert Ticket.objects.get(pk=ticket.pk).state == "IN_FULFILMENT"


@pytest.mark.parametrize("field", ["priority", "team", "requester", "state", "version", "impact"])
def test_asking_by_api_sets_nothing_that_is_the_desks(requester, field):
    answer = api_as(requester).post("/api/v1/help/requests/", {"title": "A car", field: 1}, format="json")  # fmt: skip

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert not Ticket.objects.exists()
