"""Many tickets at once on the page: a form for the verb, then what came of each; without JavaScript too."""

import pytest

from practices.desk.models import Ticket
from practices.service_request import operations as requests
from svs.accounts.models import Team
from svs.events.models import DomainEvent
from svs.web import keys
from tests.practices.incident.conftest import RESTORED

pytestmark = pytest.mark.django_db
URL = "/tickets/bulk/"
HTMX = {"HX-Request": "true", "HX-Target": "bulk-panel"}


def refs(*tickets):
    return [ticket.ref for ticket in tickets]


@pytest.mark.parametrize("verb", ["assign", "move", "hold", "resume", "reopen", "close", "prioritise", "tag", "link", "finish", "take", "undo"])  # fmt: skip
def test_every_verb_shows_what_it_asks_for_with_the_tickets_it_is_for(log, as_agent, verb):
    tickets = [log("One"), log("Two")]

    page = as_agent.get(URL, {"verb": verb, "ref": refs(*tickets)})
    bare = as_agent.get(URL, {"verb": verb, "ref": refs(*tickets)}, headers=HTMX).content.decode()

    assert page.status_code == 200
    assert "<!doctype html>" in page.content.decode()
    assert "<!doctype html>" not in bare
    assert all(f'name="ref" value="{ref}"' in bare for ref in refs(*tickets))


def test_it_tells_of_each_and_offers_to_try_the_refused_again(log, as_agent, resolve):
    fine, over = log("Fine"), resolve(log("Over"))

    answer = as_agent.post(URL, {"verb": "hold", "cause": "vendor", "ref": refs(fine, over)}, headers=HTMX)  # fmt: skip

    text = answer.content.decode()
    assert f"{fine.ref}: waiting." in text
    assert "You cannot hold this while it is resolved." in text
    assert 'name="cause" value="vendor"' in text
    assert answer["HX-Trigger"] == "tickets-changed"
    undo, again = text.split('value="hold"')[0], text.split('value="hold"')[1]
    assert f'value="{fine.ref}"' in undo
    assert f'value="{over.ref}"' in again


def test_what_is_missing_is_said_in_the_form_and_nothing_is_done(log, as_agent):
    ticket, before = log(), DomainEvent.objects.count()

    answer = as_agent.post(URL, {"verb": "finish", "ref": refs(ticket)}, headers=HTMX)

    assert answer.status_code == 409
    assert "This field is required." in answer.content.decode()
    assert DomainEvent.objects.count() == before


def test_hidden_is_not_found_forbidden_is_forbidden_and_nothing_picked_leads_back(log, as_agent, client, requester):  # fmt: skip
    closed = Team.objects.create(name="People", slug="people", is_restricted=True)
    seen, hidden = log(), log(team_id=closed.pk, service_id=None)
    before = DomainEvent.objects.count()

    for method in (as_agent.get, as_agent.post):
        assert method(URL, {"verb": "resume", "ref": refs(seen, hidden)}).status_code == 404
        assert method(URL, {"verb": "explode", "ref": refs(seen)}).status_code == 400
        assert method(URL, {"verb": "resume"}).url == "/tickets/"
        assert method(URL, {"verb": "resume", "next": "https://evil.example/"}).url == "/tickets/"
        assert method(URL, {"verb": "resume", "next": "/tickets/mine/"}).url == "/tickets/mine/"
        assert method(URL, {"verb": "resume", "ref": ["INC-1"] * 201}).status_code == 302
    client.force_login(requester)
    assert client.post(URL, {"verb": "tag", "tag": "x", "ref": refs(seen)}).status_code == 403
    assert DomainEvent.objects.count() == before


def test_to_me_and_into_a_queue(log, as_agent, agent, network):
    ticket = log()

    as_agent.post(URL, {"verb": "take", "ref": refs(ticket)})
    assert Ticket.objects.get().assignee == agent
    as_agent.post(URL, {"verb": "move", "team": network.pk, "ref": refs(ticket)})

    assert (Ticket.objects.get().team, Ticket.objects.get().assignee) == (network, None)


def test_a_toast_takes_back_what_was_just_done(log, as_agent, by_agent):
    ticket = log()
    page = as_agent.post(f"{ticket.get_absolute_url()}resolve/", RESTORED, follow=True).content.decode()  # fmt: skip
    assert f'action="/tickets/{ticket.ref}/undo/"' in page

    page = as_agent.post(f"/tickets/{ticket.ref}/undo/", follow=True).content.decode()

    assert f"{ticket.ref}: taken back." in page
    assert "took back that it is done" in page
    again = as_agent.post(f"/tickets/{ticket.ref}/undo/", follow=True).content.decode()
    assert "There is nothing here to take back any more." in again


def test_a_form_for_many_costs_the_same_for_two_as_for_twenty(log, as_agent, django_assert_max_num_queries):  # fmt: skip
    tickets = [log(f"{n}") for n in range(20)]
    for some in (tickets[:2], tickets):
        with django_assert_max_num_queries(8):
            as_agent.get(URL, {"verb": "hold", "ref": refs(*some)}, headers=HTMX)


def test_every_key_is_told_on_its_page(as_agent, log, by_agent):
    text = as_agent.get("/keys/").content.decode()

    assert all(key.words in text for _, group in keys.TABLE for key in group)
    assert "<kbd>G</kbd><kbd>W</kbd>" in text


def test_kinds_that_are_finished_in_different_ways_are_told_apart(log, as_agent, by_agent, agent_api):  # fmt: skip
    incident, request = log(), requests.log_request(actor=by_agent, title="A badge")

    both = as_agent.get(URL, {"verb": "finish", "ref": refs(incident, request)}, headers=HTMX)
    one = as_agent.get(URL, {"verb": "finish", "ref": refs(request)}, headers=HTMX)
    told = agent_api.post("/api/v1/tickets/bulk/", {"refs": refs(incident, request), "verb": "fulfil", "fulfilment": "Here"}, format="json").json()  # fmt: skip

    assert "Incident (1)" in both.content.decode()
    assert "Request (1)" in both.content.decode()
    assert "What was delivered?" in one.content.decode()
    assert [item["status"] for item in told["items"]] == ["refused", "done"]
    assert told["items"][0]["words"] == "You cannot fulfil this incident: you resolve it."


def test_on_its_page_one_ticket_is_taken_tagged_and_given_a_priority_and_one_stays_there(log, as_agent, agent):  # fmt: skip
    ticket = log()
    page = as_agent.get(ticket.get_absolute_url()).content.decode()
    assert all(f'data-key="{key}"' in page for key in "it!mhe")

    said = {"ref": ticket.ref, "next": ticket.get_absolute_url()}
    for verb, more, words in (("take", {}, "now yours"), ("tag", {"tag": "8.4"}, "tagged"), ("prioritise", {"priority": "1"}, "prioritised")):  # fmt: skip
        answer = as_agent.post(URL, {**said, "verb": verb, **more}, follow=True)
        assert answer.redirect_chain == [(ticket.get_absolute_url(), 302)]
        assert f"{ticket.ref}: {words}." in answer.content.decode()

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.tags, ticket.priority) == (agent, ["8.4"], 1)
