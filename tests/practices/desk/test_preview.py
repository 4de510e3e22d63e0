"""A ticket beside its list: as much as one needs to act on it, by the same rules as its page."""

import pytest

from practices.desk.models import Message
from practices.desk.operations import add_message
from practices.incident import operations
from svs.accounts.models import Team
from svs.events.actor import person

pytestmark = pytest.mark.django_db
BESIDE = {"HX-Request": "true", "HX-Target": "preview"}


def test_it_tells_what_the_page_tells_in_short(log, as_agent, by_agent, agent, requester):
    ticket = operations.assign_incident(ticket=log(), actor=by_agent, assignee_id=agent.pk)
    add_message(ticket_id=ticket.pk, author=requester, actor=person(requester), body="Hall A again", is_internal=False)  # fmt: skip

    text = as_agent.get(f"/tickets/{ticket.ref}/preview/", headers=BESIDE).content.decode()

    for words in (ticket.title, "Warehouse Scanners", "Joost Verhagen", "Ana Ruiz", "Hall A again", "Resolve", "Wait for"):  # fmt: skip
        assert words in text
    assert text.count('id="preview"') == 1
    assert "<!doctype" not in text


def test_it_is_open_to_whoever_reads_the_ticket_and_says_no_more(log, as_agent, client, scanners, requester, by_agent, agent):  # fmt: skip
    ticket = log()
    add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="Port 7", is_internal=True)
    closed = Team.objects.create(name="People", slug="people", is_restricted=True)
    hidden = log(team_id=closed.pk, service_id=None)
    assert as_agent.get(f"/tickets/{hidden.ref}/preview/", headers=BESIDE).status_code == 404

    client.force_login(scanners.owner)
    text = client.get(f"/tickets/{ticket.ref}/preview/", headers=BESIDE).content.decode()
    assert "Port 7" not in text
    assert "composer" not in text
    assert "data-do" not in text
    client.force_login(requester)
    assert client.get(f"/tickets/{ticket.ref}/preview/").url == ticket.portal_url


def test_a_reply_is_sent_beside_the_list_and_comes_back_beside_it(log, as_agent):
    ticket = log()

    sent = as_agent.post(f"{ticket.get_absolute_url()}reply/", {"body": "On it"}, headers={**BESIDE, "HX-Boosted": "true"}, follow=True)  # fmt: skip
    empty = as_agent.post(f"{ticket.get_absolute_url()}reply/", {"body": " "}, headers={**BESIDE, "HX-Boosted": "true"})  # fmt: skip

    text = sent.content.decode()
    assert Message.objects.get().body == "On it"
    assert text.startswith("<aside")
    assert "On it" in text
    assert empty.content.decode().startswith("<aside")
    assert empty.status_code in (400, 409)


def test_it_costs_the_same_however_much_was_said(log, as_agent, agent, by_agent, django_assert_max_num_queries):  # fmt: skip
    ticket = log()
    for _ in range(2):
        with django_assert_max_num_queries(13):
            as_agent.get(f"/tickets/{ticket.ref}/preview/", headers=BESIDE)
        for n in range(30):
            add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body=f"{n}", is_internal=True)  # fmt: skip


def test_a_list_remembers_that_it_was_open(log, as_agent):
    log(team_id=None)
    assert '<aside class="preview"' not in as_agent.get("/tickets/all/").content.decode()

    as_agent.cookies["preview"] = "on"

    assert '<aside class="preview"' in as_agent.get("/tickets/all/").content.decode()
