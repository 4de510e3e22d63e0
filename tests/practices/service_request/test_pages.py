"""The desk's pages of a request: logged, shown, moved, edited."""

import pytest

from practices.desk.models import Ticket
from practices.service_request import operations

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def test_an_agent_logs_a_request_for_somebody_new(desk, scanners):
    sent = desk.post(
        "/requests/log/",
        {"caller_email": "new.person@northwind.example", "title": "A phone", "service": scanners.pk, "priority": "2"},
    )  # fmt: skip

    ticket = Ticket.objects.get()
    assert sent["Location"] == ticket.get_absolute_url() == f"/requests/{ticket.ref}/"
    assert (ticket.requester.email, ticket.priority) == ("new.person@northwind.example", 2)


def test_the_page_offers_what_can_be_done_with_a_request(desk, log, scanners, django_assert_max_num_queries):  # fmt: skip
    ticket = log()
    desk.get(ticket.get_absolute_url())

    with django_assert_max_num_queries(15):
        page = desk.get(ticket.get_absolute_url()).content.decode()

    for words in ("Fulfil", "Ask for approval", "Cancel", "Wait for"):
        assert words in page
    asked = desk.get(f"{ticket.get_absolute_url()}ask-approval/").content.decode()
    assert scanners.owner.email in asked  # the owner of the service is asked first


def test_asking_for_approval_and_fulfilling_on_the_page(desk, log, board, answer):
    ticket = log()
    url = ticket.get_absolute_url()

    nobody = desk.post(f"{url}ask-approval/", {"approver": "nobody@northwind.example"})
    desk.post(f"{url}ask-approval/", {"approver": board.email})
    waits = desk.get(url).content.decode()
    answer(ticket, words="Go ahead")
    desk.post(f"{url}fulfil/", {"fulfilment": "Scanner 118"})
    done = desk.get(url).content.decode()

    assert nobody.status_code == 409
    assert "Nobody here has this address" in nobody.content.decode()
    assert board.name in waits
    assert "asked Marta Silva to approve it" in done
    assert "Go ahead" in done
    assert "Scanner 118" in done


def test_editing_says_when_somebody_was_quicker(desk, log, by_agent):
    ticket = log()
    said = {"title": "Two scanners", "priority": "2", "version": "1"}
    operations.change_request(ticket=ticket, actor=by_agent, fields={"title": "Three scanners"})

    late = desk.post(f"{ticket.get_absolute_url()}edit/", said)

    assert late.status_code == 409
    assert "Three scanners" in late.content.decode()
    assert "Two scanners" in late.content.decode()
    assert desk.post(f"{ticket.get_absolute_url()}edit/", {**said, "version": "2"}).status_code == 302  # fmt: skip


def test_requests_stand_in_the_queue_with_the_rest(desk, log):
    ticket = log()

    assert f"/requests/{ticket.ref}/" in desk.get("/tickets/all/").content.decode()
    assert desk.get(f"/tickets/{ticket.ref}/")["Location"] == ticket.get_absolute_url()
